//! The heap of a component.
//!
//! The allocator of the standard library asks for new memory before its first allocation. To the hub
//! that is dear, because every call has an instance of its own: growing a memory and taking the growth
//! back are system calls. This one, the same in a newer version, begins in memory that the component has
//! from the start, of which `drehscheibe plugin build` lets the linker add enough for a small rule.

use dlmalloc::GlobalDlmalloc;

#[global_allocator]
static HEAP: GlobalDlmalloc = GlobalDlmalloc;
