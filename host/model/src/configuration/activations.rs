//! The activations of an authority, in order of their procedures, so that one is found without
//! looking at all.

use super::{Activation, SharedUse};
use crate::ids::ProcedureId;
use serde::{Deserialize, Serialize};
use std::ops::Deref;

/// Sorted by procedure; those of one procedure stay in the order in which they were given.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(transparent, bound(deserialize = "U: Deserialize<'de>"))]
pub struct Activations<U = SharedUse>(#[serde(deserialize_with = "sorted")] Vec<Activation<U>>);

fn sorted<'de, D: serde::Deserializer<'de>, U: Deserialize<'de>>(
    deserializer: D,
) -> Result<Vec<Activation<U>>, D::Error> {
    Vec::deserialize(deserializer).map(|all| Activations::from(all).0)
}

impl<U> Default for Activations<U> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<U> From<Vec<Activation<U>>> for Activations<U> {
    fn from(mut all: Vec<Activation<U>>) -> Self {
        all.sort_by(|one, other| one.procedure.cmp(&other.procedure));
        Self(all)
    }
}

impl<U> Deref for Activations<U> {
    type Target = [Activation<U>];
    fn deref(&self) -> &[Activation<U>] {
        &self.0
    }
}

impl<U> Activations<U> {
    /// Those of a procedure, in the order in which they were given.
    pub fn of<'a>(&'a self, procedure: &ProcedureId) -> impl Iterator<Item = &'a Activation<U>> {
        let first = self.0.partition_point(|one| one.procedure < *procedure);
        self.0.iter().skip(first).take_while(|one| one.procedure == *procedure)
    }

    /// Drops those for which `keep` is false.
    pub fn retain(&mut self, keep: impl FnMut(&Activation<U>) -> bool) {
        self.0.retain(keep);
    }

    /// Adds one behind the others of its procedure.
    pub fn push(&mut self, activation: Activation<U>) {
        let end = self.0.partition_point(|one| one.procedure <= activation.procedure);
        self.0.insert(end, activation);
    }

    /// Those of a procedure, to change; their procedure must stay what it is.
    pub fn of_mut<'a>(&'a mut self, procedure: &ProcedureId) -> impl Iterator<Item = &'a mut Activation<U>> {
        let first = self.0.partition_point(|one| one.procedure < *procedure);
        let end = self.0.partition_point(|one| one.procedure <= *procedure);
        self.0.iter_mut().take(end).skip(first)
    }

    /// One to change; its procedure must stay what it is.
    pub fn get_mut(&mut self, index: usize) -> Option<&mut Activation<U>> {
        self.0.get_mut(index)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn activation(procedure: &str, stage: u8) -> Activation {
        Activation {
            procedure: ProcedureId::new(procedure).unwrap(),
            stage,
            valid_from: None,
            valid_until: None,
            application: None,
            validators: Vec::new(),
            transformers: Vec::new(),
            routes: Vec::new(),
            number: None,
            only_sources: Vec::new(),
            shadow: None,
        }
    }

    #[test]
    fn those_of_a_procedure_are_found_in_their_order() {
        let given = [("c", 1), ("a", 2), ("b", 4), ("a", 1), ("c", 3), ("b", 2)];
        let all = Activations::from(given.map(|(procedure, stage)| activation(procedure, stage)).to_vec());
        let stages = |all: &Activations, procedure: &str| -> Vec<u8> {
            all.of(&ProcedureId::new(procedure).unwrap()).map(|one| one.stage).collect()
        };
        for (procedure, expected) in [("a", vec![2, 1]), ("b", vec![4, 2]), ("c", vec![1, 3]), ("ab", vec![])] {
            assert_eq!(stages(&all, procedure), expected);
        }
    }
}
