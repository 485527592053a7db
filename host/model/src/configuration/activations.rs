//! The activations of an authority, in order of their procedures, so that one is found without
//! looking at all.

use super::{Activation, SharedUse};
use crate::ids::ProcedureId;
use serde::{Deserialize, Serialize};
use std::hash::{DefaultHasher, Hash, Hasher};
use std::ops::Deref;

/// Sorted by procedure; those of one procedure stay in the order in which they were given.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(transparent)]
pub struct Activations<U = SharedUse> {
    all: Vec<Activation<U>>,
    /// Where the activations of each procedure begin, in order of the hashes of procedures: a search here
    /// stays within a few cache lines, one among the names does not.
    #[serde(skip)]
    begins: Vec<(u32, u32)>,
}

fn hash(procedure: &ProcedureId) -> u32 {
    let mut hasher = DefaultHasher::new();
    procedure.hash(&mut hasher);
    hasher.finish() as u32
}

impl<'de, U: Deserialize<'de>> Deserialize<'de> for Activations<U> {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Vec::deserialize(deserializer).map(Self::from)
    }
}

impl<U> Default for Activations<U> {
    fn default() -> Self {
        Self { all: Vec::new(), begins: Vec::new() }
    }
}

impl<U> From<Vec<Activation<U>>> for Activations<U> {
    fn from(mut all: Vec<Activation<U>>) -> Self {
        all.sort_by(|one, other| one.procedure.cmp(&other.procedure));
        let mut activations = Self { all, begins: Vec::new() };
        activations.index();
        activations
    }
}

impl<U> Deref for Activations<U> {
    type Target = [Activation<U>];
    fn deref(&self) -> &[Activation<U>] {
        &self.all
    }
}

impl<U> Activations<U> {
    /// Notes where each procedure begins.
    fn index(&mut self) {
        let mut begins = Vec::with_capacity(self.all.len());
        let mut before = None;
        for (place, one) in (0_u32..).zip(&self.all) {
            if before != Some(&one.procedure) {
                begins.push((hash(&one.procedure), place));
            }
            before = Some(&one.procedure);
        }
        begins.sort_unstable();
        begins.shrink_to_fit();
        self.begins = begins;
    }

    /// Those of a procedure, in the order in which they were given.
    pub fn of<'a>(&'a self, procedure: &ProcedureId) -> impl Iterator<Item = &'a Activation<U>> {
        let wanted = hash(procedure);
        let first = self.begins.partition_point(|(hash, _)| *hash < wanted);
        let same = self.begins.iter().skip(first).take_while(|(hash, _)| *hash == wanted);
        let mut places = same.filter_map(|(_, place)| usize::try_from(*place).ok());
        let begin = places.find(|place| self.all.get(*place).is_some_and(|one| one.procedure == *procedure));
        let begin = begin.unwrap_or(self.all.len());
        self.all.iter().skip(begin).take_while(|one| one.procedure == *procedure)
    }

    /// Drops those for which `keep` is false.
    pub fn retain(&mut self, keep: impl FnMut(&Activation<U>) -> bool) {
        self.all.retain(keep);
        self.index();
    }

    /// Adds one behind the others of its procedure.
    pub fn push(&mut self, activation: Activation<U>) {
        let end = self.all.partition_point(|one| one.procedure <= activation.procedure);
        for (_, place) in self.begins.iter_mut().filter(|(_, place)| usize::try_from(*place).is_ok_and(|at| at >= end))
        {
            *place += 1;
        }
        if self.of(&activation.procedure).next().is_none() {
            let entry = (hash(&activation.procedure), u32::try_from(end).unwrap_or(u32::MAX));
            let at = self.begins.partition_point(|one| *one < entry);
            self.begins.insert(at, entry);
        }
        self.all.insert(end, activation);
    }

    /// Those of a procedure, to change; their procedure must stay what it is.
    pub fn of_mut<'a>(&'a mut self, procedure: &ProcedureId) -> impl Iterator<Item = &'a mut Activation<U>> {
        let first = self.all.partition_point(|one| one.procedure < *procedure);
        let end = self.all.partition_point(|one| one.procedure <= *procedure);
        self.all.iter_mut().take(end).skip(first)
    }

    /// One to change; its procedure must stay what it is.
    pub fn get_mut(&mut self, index: usize) -> Option<&mut Activation<U>> {
        self.all.get_mut(index)
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
        // Also after changes, and as if they had been given so.
        let mut changed = all.clone();
        for (procedure, stage) in [("ab", 5), ("b", 6), ("a", 7), ("d", 8)] {
            changed.push(activation(procedure, stage));
        }
        for (procedure, expected) in [("a", vec![2, 1, 7]), ("ab", vec![5]), ("b", vec![4, 2, 6]), ("d", vec![8])] {
            assert_eq!(stages(&changed, procedure), expected);
        }
        assert_eq!(changed, Activations::from(changed.to_vec()));
        changed.retain(|one| one.stage > 4);
        assert_eq!((stages(&changed, "b"), stages(&changed, "c")), (vec![6], vec![]));
    }
}
