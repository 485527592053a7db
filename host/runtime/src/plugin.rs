//! A component, ready to be called.

use crate::anatomy::Anatomy;
use crate::bindings::drehscheibe::rule::{drop_folder, host, mail, outbound_http};
use crate::bindings::exports::drehscheibe::rule::{configuration, delivering, recognition, transformation, validation};
use crate::state::{CallState, Lifted};
use crate::stops;
use drehscheibe_model::call::{PluginFacts, Stop, World};
use std::sync::OnceLock;
use wasmtime::component::{Component, HasSelf, InstancePre, Linker};

/// Linked once, instantiated anew for each call.
pub(crate) struct Plugin {
    pub(crate) size: u64,
    pub(crate) anatomy: Anatomy,
    pub(crate) instances: InstancePre<CallState>,
    pub(crate) configuration: configuration::GuestIndices,
    pub(crate) recognition: Option<recognition::GuestIndices>,
    pub(crate) validation: Option<validation::GuestIndices>,
    pub(crate) transformation: Option<transformation::GuestIndices>,
    pub(crate) delivering: Option<delivering::GuestIndices>,
    /// Found out by the first who asks.
    pub(crate) facts: OnceLock<Result<PluginFacts, Stop>>,
}

impl Plugin {
    /// Links what the component imports, and nothing else.
    pub(crate) fn link(component: &Component, size: u64, anatomy: Anatomy, lifted: Lifted) -> Result<Self, Stop> {
        let link = || -> wasmtime::Result<Self> {
            let instances = linker(component, &anatomy, lifted)?.instantiate_pre(component)?;
            let has = |world| anatomy.worlds.contains(&world);
            Ok(Self {
                size,
                configuration: configuration::GuestIndices::new(&instances)?,
                recognition: has(World::Recogniser).then(|| recognition::GuestIndices::new(&instances)).transpose()?,
                validation: has(World::Validator).then(|| validation::GuestIndices::new(&instances)).transpose()?,
                transformation: has(World::Transformer)
                    .then(|| transformation::GuestIndices::new(&instances))
                    .transpose()?,
                delivering: has(World::Adapter).then(|| delivering::GuestIndices::new(&instances)).transpose()?,
                facts: OnceLock::new(),
                instances,
                anatomy,
            })
        };
        link().map_err(|error| stops::of_component(&error))
    }
}

fn linker(component: &Component, anatomy: &Anatomy, lifted: Lifted) -> wasmtime::Result<Linker<CallState>> {
    type Has = HasSelf<CallState>;
    let mut linker = Linker::new(component.engine());
    if anatomy.imports("host") {
        host::add_to_linker::<_, Has>(&mut linker, |state| state)?;
    }
    if anatomy.imports("outbound-http") {
        outbound_http::add_to_linker::<_, Has>(&mut linker, |state| state)?;
    }
    if anatomy.imports("drop-folder") {
        drop_folder::add_to_linker::<_, Has>(&mut linker, |state| state)?;
    }
    if anatomy.imports("mail") {
        mail::add_to_linker::<_, Has>(&mut linker, |state| state)?;
    }
    if lifted.imports {
        linker.define_unknown_imports_as_traps(component)?;
    }
    Ok(linker)
}
