//! Every platform's exports, made up in its shape: what they are taken for, what becomes of their rows, and that nothing of anybody
//! comes out again, however they are used.

mod canary;
mod files;
mod interfaces;
mod mixed;
mod recognised;
mod shop;
mod spelled;
mod table;
mod told;
