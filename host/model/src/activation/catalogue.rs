//! Which certified products serve which procedure, who runs what, and how far a procedure is spread.

use crate::area::{Areas, AuthorityKey};
use crate::configuration::{Activation, Competence, Configuration};
use crate::content::Digest;
use crate::ids::{PluginName, ProcedureId, TenantId};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// A component that the hub or its depot has.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Product {
    pub plugin: PluginName,
    pub version: String,
    pub component: Digest,
    pub vendor: String,
    pub worlds: Vec<crate::call::World>,
    /// Empty: any.
    pub procedures: Vec<ProcedureId>,
    pub stages: Vec<u8>,
    /// Number of the certificate under which it may be activated now; none: it may not, or the operator
    /// asks for none.
    pub certificate: Option<String>,
}

/// An authority that runs a procedure.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Runner {
    pub authority: TenantId,
    pub name: String,
    /// `productive`, `pilot` or `redirected`.
    pub state: String,
    pub stage: Option<u8>,
    pub application: Option<String>,
    /// Rules and adapters, by name and component.
    pub components: Vec<(PluginName, Digest)>,
    /// Who does it instead.
    pub redirected_to: Option<TenantId>,
    /// None: written in the hub's files.
    pub activation: Option<u64>,
}

/// How far a procedure is spread (Flächendeckung).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Coverage {
    /// Competent authorities for which it is productive, by themselves or by a neighbour.
    pub active: u64,
    pub competent: u64,
    /// Rounded to a whole number.
    pub percent: u64,
}

/// One procedure.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ProcedureEntry {
    pub procedure: ProcedureId,
    pub name: String,
    pub leika: Option<String>,
    /// Products by stage; adapters, which serve any procedure, stand in [`Catalogue::products`].
    pub products: BTreeMap<u8, Vec<PluginName>>,
    pub runs: Vec<Runner>,
    pub coverage: Coverage,
}

/// What is installed, counted: N + M instead of N x M.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Installed {
    /// Different components that deliver.
    pub adapters: u64,
    /// Different components that recognise, check or transform.
    pub rules: u64,
    /// Ways from a procedure to a target of an authority: as many interfaces would have to be built by
    /// hand.
    pub connections: u64,
}

/// All of it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Catalogue {
    pub products: Vec<Product>,
    pub procedures: Vec<ProcedureEntry>,
    pub installed: Installed,
}

/// Puts the catalogue together for a day.
pub fn catalogue(configuration: &Configuration, products: Vec<Product>, areas: &dyn Areas, day: Date) -> Catalogue {
    let competent = Competent::of(areas, day);
    let mut runs: BTreeMap<&ProcedureId, Vec<Runner>> = BTreeMap::new();
    for (tenant, authority) in &configuration.authorities {
        for activation in authority.activations.iter().filter(|activation| activation.active_on(day)) {
            let runner = runner(configuration, tenant, &authority.name, activation);
            runs.entry(&activation.procedure).or_default().push(runner);
        }
    }
    for redirect in configuration.redirects.iter().filter(|redirect| redirect.active_on(day)) {
        let name = configuration.authorities.get(&redirect.from).map(|authority| authority.name.clone());
        runs.entry(&redirect.procedure).or_default().push(Runner {
            authority: redirect.from.clone(),
            name: name.unwrap_or_default(),
            state: "redirected".into(),
            stage: None,
            application: None,
            components: Vec::new(),
            redirected_to: Some(redirect.to.clone()),
            activation: None,
        });
    }
    let procedures = configuration.procedures.iter().map(|(id, procedure)| {
        let runs = runs.remove(id).unwrap_or_default();
        ProcedureEntry {
            procedure: id.clone(),
            name: procedure.name.clone(),
            leika: procedure.leika.clone(),
            products: by_stage(&products, id),
            coverage: competent.coverage(&procedure.competence, &runs),
            runs,
        }
    });
    let procedures = procedures.collect();
    Catalogue { procedures, installed: installed(configuration, day), products }
}

fn runner(configuration: &Configuration, tenant: &TenantId, name: &str, activation: &Activation) -> Runner {
    let targets = configuration.authorities.get(tenant).map(|authority| &authority.targets);
    let routed = activation.routes.iter().flat_map(|route| &route.targets);
    let adapters = routed.filter_map(|id| targets.and_then(|targets| targets.get(id)).map(|target| &target.adapter));
    let rules = activation.validators.iter().chain(&activation.transformers).map(|shared| &**shared);
    let uses = rules.chain(adapters);
    let components: BTreeSet<_> =
        uses.filter_map(|one| Some((one.plugin.clone(), configuration.component(one)?))).collect();
    Runner {
        authority: tenant.clone(),
        name: name.to_owned(),
        state: if activation.only_sources.is_empty() { "productive" } else { "pilot" }.into(),
        stage: Some(activation.stage),
        application: activation.application.clone(),
        components: components.into_iter().collect(),
        redirected_to: None,
        activation: activation.number,
    }
}

fn by_stage(products: &[Product], procedure: &ProcedureId) -> BTreeMap<u8, Vec<PluginName>> {
    let mut found: BTreeMap<u8, Vec<PluginName>> = BTreeMap::new();
    for product in products.iter().filter(|product| product.procedures.contains(procedure)) {
        for stage in &product.stages {
            let names = found.entry(*stage).or_default();
            if !names.contains(&product.plugin) {
                names.push(product.plugin.clone());
            }
        }
    }
    found
}

fn installed(configuration: &Configuration, day: Date) -> Installed {
    let (mut adapters, mut rules, mut connections) = (BTreeSet::new(), BTreeSet::new(), BTreeSet::new());
    let recognisers = configuration.recognition.iter().filter_map(|rule| rule.then.recogniser.as_ref());
    rules.extend(recognisers.filter_map(|one| configuration.component(one)));
    for (tenant, authority) in &configuration.authorities {
        adapters.extend(authority.targets.values().filter_map(|target| configuration.component(&target.adapter)));
        for activation in authority.activations.iter().filter(|activation| activation.active_on(day)) {
            let uses = activation.validators.iter().chain(&activation.transformers);
            rules.extend(uses.filter_map(|one| configuration.component(one)));
            for target in activation.routes.iter().flat_map(|route| &route.targets) {
                connections.insert((tenant, &activation.procedure, target));
            }
        }
    }
    let count = |number: usize| u64::try_from(number).unwrap_or(u64::MAX);
    Installed { adapters: count(adapters.len()), rules: count(rules.len()), connections: count(connections.len()) }
}

/// The competent authorities by kind of competence.
struct Competent {
    municipalities: BTreeSet<TenantId>,
    administrations: BTreeSet<TenantId>,
    counties: BTreeSet<TenantId>,
}

impl Competent {
    fn of(areas: &dyn Areas, day: Date) -> Self {
        let all = areas.all(day);
        let tenants = |keys: &mut dyn Iterator<Item = AuthorityKey>| keys.filter_map(|key| key.tenant().ok()).collect();
        Self {
            municipalities: tenants(&mut all.iter().map(|one| AuthorityKey::Municipality(one.ars))),
            administrations: tenants(&mut all.iter().map(|one| one.administration())),
            counties: tenants(&mut all.iter().map(|one| AuthorityKey::County(one.ars.county_key().to_owned()))),
        }
    }

    fn coverage(&self, competence: &Competence, runs: &[Runner]) -> Coverage {
        let office;
        let competent = match competence {
            Competence::Municipality => &self.municipalities,
            Competence::Administration | Competence::PlaceInDocument { .. } => &self.administrations,
            Competence::County => &self.counties,
            Competence::Office { tenant } => {
                office = BTreeSet::from([tenant.clone()]);
                &office
            }
        };
        let productive: BTreeSet<_> =
            runs.iter().filter(|run| run.state == "productive").map(|run| &run.authority).collect();
        let by_neighbour =
            runs.iter().filter(|run| run.redirected_to.as_ref().is_some_and(|to| productive.contains(to)));
        let active: BTreeSet<_> = productive.iter().copied().chain(by_neighbour.map(|run| &run.authority)).collect();
        let active = active.into_iter().filter(|tenant| competent.contains(*tenant)).count();
        let (active, competent) = (active as u64, competent.len() as u64);
        let percent = (active * 200 + competent).checked_div(competent * 2).unwrap_or(0);
        Coverage { active, competent, percent }
    }
}
