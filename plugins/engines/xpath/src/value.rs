//! Items and sequences.

use std::sync::Arc;

use drehscheibe_xdm::{NodeIdx, Str};

use crate::decimal::Dec;
use crate::moment::{Duration, Moment};
use crate::types::AtomicType;

/// A node: a tree of the [`Store`](crate::Store) and an index in it. Order is document order.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub struct Node {
    pub doc: u32,
    pub idx: NodeIdx,
}

/// A QName value.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct QName {
    pub prefix: Str,
    pub ns: Str,
    pub local: Str,
}

impl QName {
    pub fn lexical(&self) -> String {
        if self.prefix.is_empty() { self.local.to_string() } else { format!("{}:{}", self.prefix, self.local) }
    }

    /// `{namespace}local`, or `local` without a namespace.
    pub fn clark(&self) -> String {
        if self.ns.is_empty() { self.local.to_string() } else { format!("{{{}}}{}", self.ns, self.local) }
    }
}

/// An atomic value. Types derived from `xs:string` and `xs:integer` are checked when a value is made
/// and then held as their base type.
#[derive(Clone, Debug)]
pub enum Atom {
    Bool(bool),
    Int(i64),
    Dec(Dec),
    Double(f64),
    Float(f32),
    Str(Str),
    Untyped(Str),
    Uri(Str),
    QName(Arc<QName>),
    Moment(Arc<Moment>),
    Duration(Arc<Duration>),
    YearMonth(i64),
    DayTime(Arc<Duration>),
    Hex(Arc<[u8]>),
    Base64(Arc<[u8]>),
}

impl Atom {
    pub fn str(text: impl Into<Str>) -> Atom {
        Atom::Str(text.into())
    }

    pub fn type_of(&self) -> AtomicType {
        match self {
            Atom::Bool(_) => AtomicType::Boolean,
            Atom::Int(_) => AtomicType::Integer,
            Atom::Dec(_) => AtomicType::Decimal,
            Atom::Double(_) => AtomicType::Double,
            Atom::Float(_) => AtomicType::Float,
            Atom::Str(_) => AtomicType::String,
            Atom::Untyped(_) => AtomicType::Untyped,
            Atom::Uri(_) => AtomicType::AnyUri,
            Atom::QName(_) => AtomicType::QName,
            Atom::Moment(m) => AtomicType::Moment(m.kind),
            Atom::Duration(_) => AtomicType::Duration,
            Atom::YearMonth(_) => AtomicType::YearMonthDuration,
            Atom::DayTime(_) => AtomicType::DayTimeDuration,
            Atom::Hex(_) => AtomicType::HexBinary,
            Atom::Base64(_) => AtomicType::Base64Binary,
        }
    }

    pub fn is_numeric(&self) -> bool {
        matches!(self, Atom::Int(_) | Atom::Dec(_) | Atom::Double(_) | Atom::Float(_))
    }

    /// The text, if the value is a string, untyped or a URI.
    pub fn as_text(&self) -> Option<&Str> {
        match self {
            Atom::Str(s) | Atom::Untyped(s) | Atom::Uri(s) => Some(s),
            _ => None,
        }
    }

    /// A numeric value as a double.
    pub fn as_f64(&self) -> Option<f64> {
        match self {
            Atom::Int(i) => Some(*i as f64),
            Atom::Dec(d) => Some(d.to_f64()),
            Atom::Double(d) => Some(*d),
            Atom::Float(f) => Some(f64::from(*f)),
            _ => None,
        }
    }

    /// Any duration.
    pub fn as_duration(&self) -> Option<Duration> {
        match self {
            Atom::Duration(d) | Atom::DayTime(d) => Some(**d),
            Atom::YearMonth(months) => Some(Duration { months: *months, nanos: 0 }),
            _ => None,
        }
    }
}

/// A node or an atomic value.
#[derive(Clone, Debug)]
pub enum Item {
    Node(Node),
    Atom(Atom),
}

impl From<Node> for Item {
    fn from(node: Node) -> Item {
        Item::Node(node)
    }
}

impl From<Atom> for Item {
    fn from(atom: Atom) -> Item {
        Item::Atom(atom)
    }
}

/// A sequence.
#[derive(Clone, Debug, Default)]
pub enum Value {
    #[default]
    Empty,
    One(Item),
    Many(Arc<Vec<Item>>),
}

impl Value {
    pub fn bool(value: bool) -> Value {
        Value::One(Item::Atom(Atom::Bool(value)))
    }

    pub fn int(value: i64) -> Value {
        Value::One(Item::Atom(Atom::Int(value)))
    }

    pub fn str(text: impl Into<Str>) -> Value {
        Value::One(Item::Atom(Atom::Str(text.into())))
    }

    pub fn atom(atom: Atom) -> Value {
        Value::One(Item::Atom(atom))
    }

    pub fn node(node: Node) -> Value {
        Value::One(Item::Node(node))
    }

    pub fn from_vec(mut items: Vec<Item>) -> Value {
        match items.len() {
            0 => Value::Empty,
            1 => items.pop().map_or(Value::Empty, Value::One),
            _ => Value::Many(Arc::new(items)),
        }
    }

    pub fn from_opt(item: Option<Atom>) -> Value {
        item.map_or(Value::Empty, Value::atom)
    }

    pub fn items(&self) -> &[Item] {
        match self {
            Value::Empty => &[],
            Value::One(item) => std::slice::from_ref(item),
            Value::Many(items) => items,
        }
    }

    pub fn iter(&self) -> std::slice::Iter<'_, Item> {
        self.items().iter()
    }

    pub fn len(&self) -> usize {
        self.items().len()
    }

    pub fn is_empty(&self) -> bool {
        matches!(self, Value::Empty)
    }

    pub fn first(&self) -> Option<&Item> {
        self.items().first()
    }

    pub fn into_vec(self) -> Vec<Item> {
        match self {
            Value::Empty => Vec::new(),
            Value::One(item) => vec![item],
            Value::Many(items) => Arc::try_unwrap(items).unwrap_or_else(|shared| (*shared).clone()),
        }
    }

    /// The nodes, if there is nothing else.
    pub fn nodes(&self) -> Option<Vec<Node>> {
        self.iter()
            .map(|i| match i {
                Item::Node(n) => Some(*n),
                Item::Atom(_) => None,
            })
            .collect()
    }
}

impl From<Vec<Item>> for Value {
    fn from(items: Vec<Item>) -> Value {
        Value::from_vec(items)
    }
}

impl FromIterator<Item> for Value {
    fn from_iter<I: IntoIterator<Item = Item>>(items: I) -> Value {
        Value::from_vec(items.into_iter().collect())
    }
}
