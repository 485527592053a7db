//! The fields of the three forms GewA 1 to 3: number, key in the document, German title, kind of value.

mod check;
mod codes;
mod fields;
mod kind;

pub use check::{RULE_FORM, RULE_MISSING, RULE_UNKNOWN, check_keys, check_value};
pub use codes::Code;
pub use fields::FIELDS;
pub use kind::{Kind, Part};

use crate::law::Form;

/// One field of one or several forms.
#[derive(Debug)]
pub struct Field {
    /// The number in the annexes 1, 2 and 3; 0 where the form has no such field.
    pub numbers: [u8; 3],
    /// Its name in the document, below `/felder`.
    pub key: &'static str,
    /// German, for people.
    pub title: &'static str,
    pub kind: Kind,
}

impl Field {
    /// The number in this form.
    pub fn number(&self, form: Form) -> Option<u8> {
        let [anmeldung, ummeldung, abmeldung] = self.numbers;
        let number = match form {
            Form::Anmeldung => anmeldung,
            Form::Ummeldung => ummeldung,
            Form::Abmeldung => abmeldung,
        };
        (number != 0).then_some(number)
    }
}

/// The field of this form with this key.
pub fn field(form: Form, key: &str) -> Option<&'static Field> {
    FIELDS.iter().find(|field| field.key == key && field.number(form).is_some())
}

/// The fields of this form in the order of their numbers.
pub fn fields_of(form: Form) -> Vec<(u8, &'static Field)> {
    let mut fields: Vec<_> = FIELDS.iter().filter_map(|field| Some((field.number(form)?, field))).collect();
    fields.sort_by_key(|(number, _)| *number);
    fields
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_form_has_each_of_its_numbers_once_and_no_key_twice() {
        for form in Form::ALL {
            let fields = fields_of(form);
            let numbers: Vec<u8> = fields.iter().map(|(number, _)| *number).collect();
            assert_eq!(numbers, (1..=form.last_field()).collect::<Vec<_>>(), "{form:?}");
            let mut keys: Vec<_> = fields.iter().map(|(_, field)| field.key).collect();
            keys.sort_unstable();
            keys.dedup();
            assert_eq!(keys.len(), fields.len(), "{form:?}");
        }
    }
}
