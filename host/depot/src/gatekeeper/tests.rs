//! Attacks on the gate, each with everything but the one thing in order.

mod attacks;
mod desk;
mod lists;
mod validity;
