//! Making a component of a plugin.

use crate::bindings;
use crate::bindings::imports::drehscheibe::rule::types;
use crate::plugin::{Adapter, Plugin, Recogniser, Transformer, Validator};
use crate::run;
use std::marker::PhantomData;

/// Exports a plugin as a component of the worlds named.
///
/// ```ignore
/// drehscheibe_sdk::export!(Hundesteuer: validator, transformer);
/// ```
///
/// The worlds are `recogniser`, `validator`, `transformer` and `adapter`; the type must implement the
/// trait of the same name for each. Once per crate.
#[macro_export]
macro_rules! export {
    ($plugin:ty : $($world:ident),+ $(,)?) => {
        #[cfg(target_arch = "wasm32")]
        #[allow(unsafe_code)]
        const _: () = {
            type Exported = $crate::Export<$plugin>;
            $crate::bindings::configuration::__export_configuration!(
                Exported with_types_in $crate::bindings::configuration
            );
            $($crate::__export_world!($world Exported);)+
        };
        #[cfg(not(target_arch = "wasm32"))]
        const _: () = {
            $($crate::__export_world!(check $world $plugin);)+
        };
    };
}

#[doc(hidden)]
#[macro_export]
macro_rules! __export_world {
    (recogniser $ty:ident) => {
        $crate::bindings::recogniser::__export_recogniser!($ty with_types_in $crate::bindings::recogniser);
    };
    (validator $ty:ident) => {
        $crate::bindings::validator::__export_validator!($ty with_types_in $crate::bindings::validator);
    };
    (transformer $ty:ident) => {
        $crate::bindings::transformer::__export_transformer!($ty with_types_in $crate::bindings::transformer);
    };
    (adapter $ty:ident) => {
        $crate::bindings::adapter::__export_adapter!($ty with_types_in $crate::bindings::adapter);
    };
    (check recogniser $ty:ty) => { const _: fn() = { fn is<T: $crate::Recogniser>() {} is::<$ty> }; };
    (check validator $ty:ty) => { const _: fn() = { fn is<T: $crate::Validator>() {} is::<$ty> }; };
    (check transformer $ty:ty) => { const _: fn() = { fn is<T: $crate::Transformer>() {} is::<$ty> }; };
    (check adapter $ty:ty) => { const _: fn() = { fn is<T: $crate::Adapter>() {} is::<$ty> }; };
}

/// The component's side of a plugin `P`; [`export!`] uses it.
#[doc(hidden)]
#[derive(Debug)]
pub struct Export<P>(PhantomData<P>);

impl<P: Plugin> bindings::configuration::exports::drehscheibe::rule::configuration::Guest for Export<P> {
    fn settings_schema() -> String {
        P::SETTINGS_SCHEMA.to_owned()
    }
    fn check_settings(settings: String) -> Vec<types::Finding> {
        enter();
        run::check_settings::<P>(&settings)
    }
}

impl<P: Recogniser> bindings::recogniser::exports::drehscheibe::rule::recognition::Guest for Export<P> {
    fn recognise(envelope: types::Envelope) -> Result<types::Recognition, types::Failure> {
        enter();
        run::recognise::<P>(&envelope)
    }
}

impl<P: Validator> bindings::validator::exports::drehscheibe::rule::validation::Guest for Export<P> {
    fn validate(submission: types::Submission) -> Result<Vec<types::Finding>, types::Failure> {
        enter();
        run::validate::<P>(submission)
    }
}

impl<P: Transformer> bindings::transformer::exports::drehscheibe::rule::transformation::Guest for Export<P> {
    fn transform(submission: types::Submission) -> Result<Vec<types::Output>, types::Failure> {
        enter();
        run::transform::<P>(submission)
    }
}

impl<P: Adapter> bindings::adapter::exports::drehscheibe::rule::delivering::Guest for Export<P> {
    fn deliver(delivery: types::Delivery) -> Result<types::Receipt, types::DeliveryFailure> {
        enter();
        run::deliver::<P>(&delivery)
    }
}

/// A panic ends the call with a trap, which has no text; so its message goes to the log before.
fn enter() {
    #[cfg(target_arch = "wasm32")]
    std::panic::set_hook(Box::new(|info| crate::host::log(crate::host::Level::Error, &info.to_string())));
}
