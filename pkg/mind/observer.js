// What a page shows of a visit without being told: Shopify and WooCommerce by their own marks, everything else by what all pages
// have. Gives events of `track`; reads, never writes.

import { glance } from './glance.js';

const SEARCH = /(^|\.)(google|bing|duckduckgo|yahoo|ecosia|baidu|yandex|qwant)\./;
const SOCIAL = /(^|\.)(facebook|instagram|pinterest|tiktok|twitter|x|t|youtube|reddit|linkedin)\.(com|co)$/;
/** Shares of a page, in tenths, that are told once each. */
const READ = [5, 9];

/** 1 desktop, 2 phone, 3 tablet, as in core::intent. */
export function device() {
  const agent = navigator.userAgent ?? '';
  if (/iPad|Tablet|Android(?!.*Mobile)/.test(agent)) return 3;
  return navigator.userAgentData?.mobile || /Mobi/.test(agent) ? 2 : 1;
}

/** 1 direct, 2 search, 3 paid, 4 social, 5 e-mail, 6 another site, as in core::intent; 0 for a page of the shop itself. */
export function referrer() {
  const query = new URLSearchParams(location.search);
  const medium = query.get('utm_medium') ?? '';
  if (query.has('gclid') || query.has('fbclid') || /cpc|ppc|paid|display/i.test(medium)) return 3;
  if (/e-?mail|newsletter/i.test(medium)) return 5;
  if (/social/i.test(medium)) return 4;
  const host = glance(() => new URL(document.referrer).hostname);
  if (!host) return 1;
  if (host === location.hostname) return 0;
  if (SEARCH.test(host)) return 2;
  return SOCIAL.test(host) ? 4 : 6;
}

/** What the page itself is. `ids` say which product of the catalog one of the platform's is, or nothing. */
export function page() {
  const text = (selector, name) => document.querySelector(selector)?.getAttribute(name) ?? undefined;
  const path = location.pathname;
  const query = new URLSearchParams(location.search);
  const events = [];
  if (query.get('q') || query.get('s')) {
    if (/search/.test(path) || query.get('s')) events.push({ type: 'search' });
  }
  // Shopify: its analytics meta on every page, as the theme prints it.
  const meta = globalThis.ShopifyAnalytics?.meta;
  if (/\/products\/[^/]+/.test(path) && meta?.product) {
    const variant = query.get('variant') ?? meta.selectedVariantId ?? meta.product.variants?.[0]?.id;
    events.push({ type: 'view', product: [variant, meta.product.id].filter(Boolean).map(String) });
  } else if (/\/collections\/[^/]+/.test(path)) {
    events.push({ type: 'browse', category: text('meta[property="og:title"]', 'content') });
  }
  if (/\/checkouts?(\/|$)/.test(path) && !/order-received|thank/.test(path)) events.push({ type: 'checkout' });
  // WooCommerce: classes of the body and the button of the product.
  const body = document.body?.classList;
  if (body?.contains('single-product')) {
    const product = text('button[name="add-to-cart"]', 'value') ?? text('[data-product_id]', 'data-product_id')
      ?? [...body].find((name) => /^postid-\d+$/.test(name))?.slice(7);
    const sku = document.querySelector('.product_meta .sku')?.textContent?.trim();
    events.push({ type: 'view', product: [sku, product].filter(Boolean) });
  } else if (body?.contains('tax-product_cat')) {
    events.push({ type: 'browse', category: document.querySelector('h1')?.textContent?.trim() });
  }
  return events.filter(({ type, product, category }) => ['search', 'checkout'].includes(type) || product?.length || category);
}

/** Tells how far the page was read. Returns the way to stop. */
export function reading(track) {
  let told = 0;
  const scrolled = () => {
    const { scrollTop, clientHeight, scrollHeight } = document.scrollingElement ?? document.documentElement;
    if (scrollHeight <= clientHeight) return;
    const tenths = Math.min(10, Math.floor((10 * (scrollTop + clientHeight)) / scrollHeight));
    // From the top of a short page half of it may be in sight: nothing has been read by that.
    if (scrollTop > 0 && told < READ.length && tenths >= READ[told]) {
      told += 1;
      track({ type: 'read', tenths });
    }
  };
  addEventListener('scroll', scrolled, { passive: true });
  return () => removeEventListener('scroll', scrolled);
}

const ADDED = /\/cart\/add(\.js)?$|wc-ajax=add_to_cart|\/cart\/add-item$/;

/** Tells what forms and links of both platforms put into the cart. What scripts put there the cart of the page says. */
export function forms(track) {
  const product = (data) => data?.get('add-to-cart') ?? data?.get('id') ?? data?.get('variation_id');
  const submitted = ({ target, submitter }) => glance(() => {
    const data = new FormData(target, submitter);
    if (ADDED.test(target.action) || data.has('add-to-cart')) track({ type: 'add', product: String(product(data)) });
  });
  const clicked = ({ target }) => glance(() => {
    const link = target.closest?.('a.ajax_add_to_cart, a[href*="add-to-cart="]');
    if (link) track({ type: 'add', product: link.dataset.product_id ?? new URL(link.href).searchParams.get('add-to-cart') });
  });
  addEventListener('submit', submitted, true);
  addEventListener('click', clicked, true);
  return () => {
    removeEventListener('submit', submitted, true);
    removeEventListener('click', clicked, true);
  };
}
