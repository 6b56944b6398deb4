//! Where to paste it in WooCommerce: a hook, a block, a template.

use super::{IdKind, Place, ReadyFile, Sketch, snippet};

const SKETCHES: &[Sketch] = &[
    Sketch {
        svg: include_str!("sketches/woocommerce-hook.svg"),
        caption: "WordPress, for hook, block and template alike: where the files go.",
    },
    Sketch {
        svg: include_str!("sketches/woocommerce-block.svg"),
        caption: "WordPress, block themes: a block Shortcode in the template Single Product.",
    },
];

/// What the cart's adapter must be told of ids.
pub(super) fn cart_id(ids: IdKind) -> Option<&'static str> {
    (ids == IdKind::Sku).then_some("sku")
}

/// A plugin of one file: the lines of the head, hooks of product and cart page, a shortcode, a function for templates.
pub(super) fn plugin(head: &str, ids: IdKind) -> ReadyFile {
    let id = match ids {
        IdKind::Sku => "get_sku",
        IdKind::Handle => "get_slug",
        IdKind::Variant | IdKind::Product => "get_id",
    };
    let styles = snippet::ROOM;
    // Neither ends a heredoc nor is read as PHP: addresses are checked, the rest is ours.
    let text = format!(
        r#"<?php
/**
 * Plugin Name: Setwise shelves
 * Description: Shelves that are ranked in the shopper's browser, on the product and cart pages.
 */

defined( 'ABSPATH' ) || exit;

/** Prints a shelf; in a template: <?php setwise_shelf(); ?> */
function setwise_shelf( $kind = 'complete-set', $placement = 'product' ) {{
	$id = '';
	if ( 'product' === $placement ) {{
		$product = function_exists( 'wc_get_product' ) ? wc_get_product( get_the_ID() ) : null;
		$id      = $product ? (string) $product->{id}() : '';
		if ( '' === $id ) {{
			return;
		}}
	}}
	printf(
		'<setwise-shelf kind="%s" placement="%s" product="%s"></setwise-shelf>',
		esc_attr( $kind ),
		esc_attr( $placement ),
		esc_attr( $id )
	);
}}

/** For a block "Shortcode": [setwise_shelf], [setwise_shelf placement="cart"] */
function setwise_shortcode( $given ) {{
	$asked = shortcode_atts( array( 'kind' => 'complete-set', 'placement' => 'product' ), $given );
	ob_start();
	setwise_shelf( $asked['kind'], $asked['placement'] );
	return ob_get_clean();
}}
add_shortcode( 'setwise_shelf', 'setwise_shortcode' );

function setwise_head() {{
	if ( ! function_exists( 'is_woocommerce' ) || ! ( is_woocommerce() || is_cart() || is_checkout() ) ) {{
		return;
	}}
	?>
{head}<style>
{styles}</style>
	<?php
}}
add_action( 'wp_head', 'setwise_head', 1 );

/* Classic themes. With a block theme, or to choose the place yourself, remove what follows and use the shortcode. */
add_action( 'woocommerce_after_single_product_summary', 'setwise_shelf', 15, 0 );
add_action( 'woocommerce_after_cart_table', 'setwise_cart_shelf' );
function setwise_cart_shelf() {{
	setwise_shelf( 'complete-set', 'cart' );
}}
"#
    );
    ReadyFile {
        path: "woocommerce/setwise.php",
        goes: "into wp-content/mu-plugins/, where it needs no activation".to_owned(),
        text,
    }
}

/// The steps.
pub(super) fn place() -> Place {
    let steps = [
        "Files: upload the snapshot and the package's dist folder to the folder of WordPress, beside wp-content, as the two addresses say.",
        "Hook (classic themes): copy woocommerce/setwise.php to wp-content/mu-plugins/ (make the folder if it is not there). \
         It prints the lines of the head on shop pages and a shelf after the product's summary and after the table of the cart.",
        "Block (block themes): with the same file in place, Appearance > Editor > Templates > Single Product. Where the shelf shall stand: \
         + > Shortcode, with the text [setwise_shelf]. Save. In the page of the cart: [setwise_shelf placement=\"cart\"].",
        "Template (child themes): in woocommerce/content-single-product.php write <?php setwise_shelf(); ?> where the shelf shall stand.",
    ];
    Place {
        platform: "WooCommerce",
        steps: steps.map(str::to_owned).into(),
        sketches: SKETCHES,
    }
}
