export type * from './dist/setwise.js';
export { createSetwise } from './dist/setwise.js';
