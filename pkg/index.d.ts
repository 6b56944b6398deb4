export type * from './dist/widget.js';
export { createSetwise } from './dist/widget.js';
