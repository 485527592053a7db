//! The contract in `wit/`, as Rust. One host-side world with everything in it; which parts a
//! component really has is found out by [`anatomy`](crate::anatomy).

wasmtime::component::bindgen!({
    path: "../../wit",
    inline: "
        package drehscheibe:hub;
        world everything {
            include drehscheibe:rule/recogniser@0.1.0;
            include drehscheibe:rule/rule@0.1.0;
            include drehscheibe:rule/adapter@0.1.0;
        }
    ",
    world: "drehscheibe:hub/everything",
    imports: { default: trappable },
    ownership: Borrowing { duplicate_if_necessary: true },
});
