//! Sequence types.

use drehscheibe_xdm::{NameId, Sym};

use crate::moment::MomentKind;

/// The atomic types of XML Schema that XPath 2.0 knows without a schema.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Hash)]
pub enum AtomicType {
    AnyAtomic,
    Untyped,
    String,
    /// A type derived from `xs:string`.
    Text(TextType),
    Boolean,
    Decimal,
    Integer,
    /// A type derived from `xs:integer`: least and greatest value.
    Bounded(IntType),
    Double,
    Float,
    AnyUri,
    QName,
    Moment(MomentKind),
    Duration,
    YearMonthDuration,
    DayTimeDuration,
    HexBinary,
    Base64Binary,
}

/// Types derived from `xs:string`.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Hash)]
pub enum TextType {
    NormalizedString,
    Token,
    Language,
    NmToken,
    Name,
    NcName,
}

/// Types derived from `xs:integer`.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Hash)]
pub enum IntType {
    NonPositive,
    Negative,
    Long,
    Int,
    Short,
    Byte,
    NonNegative,
    UnsignedLong,
    UnsignedInt,
    UnsignedShort,
    UnsignedByte,
    Positive,
}

impl IntType {
    pub fn contains(self, value: i64) -> bool {
        match self {
            IntType::NonPositive => value <= 0,
            IntType::Negative => value < 0,
            IntType::Long => true,
            IntType::Int => i32::try_from(value).is_ok(),
            IntType::Short => i16::try_from(value).is_ok(),
            IntType::Byte => i8::try_from(value).is_ok(),
            IntType::NonNegative | IntType::UnsignedLong => value >= 0,
            IntType::UnsignedInt => u32::try_from(value).is_ok(),
            IntType::UnsignedShort => u16::try_from(value).is_ok(),
            IntType::UnsignedByte => u8::try_from(value).is_ok(),
            IntType::Positive => value > 0,
        }
    }
}

impl AtomicType {
    /// The type of a local name in the namespace of XML Schema.
    pub fn by_name(local: &str) -> Option<AtomicType> {
        use AtomicType as T;
        Some(match local {
            "anyAtomicType" => T::AnyAtomic,
            "untypedAtomic" => T::Untyped,
            "string" => T::String,
            "normalizedString" => T::Text(TextType::NormalizedString),
            "token" => T::Text(TextType::Token),
            "language" => T::Text(TextType::Language),
            "NMTOKEN" => T::Text(TextType::NmToken),
            "Name" => T::Text(TextType::Name),
            "NCName" | "ID" | "IDREF" | "ENTITY" => T::Text(TextType::NcName),
            "boolean" => T::Boolean,
            "decimal" => T::Decimal,
            "integer" => T::Integer,
            "nonPositiveInteger" => T::Bounded(IntType::NonPositive),
            "negativeInteger" => T::Bounded(IntType::Negative),
            "long" => T::Bounded(IntType::Long),
            "int" => T::Bounded(IntType::Int),
            "short" => T::Bounded(IntType::Short),
            "byte" => T::Bounded(IntType::Byte),
            "nonNegativeInteger" => T::Bounded(IntType::NonNegative),
            "unsignedLong" => T::Bounded(IntType::UnsignedLong),
            "unsignedInt" => T::Bounded(IntType::UnsignedInt),
            "unsignedShort" => T::Bounded(IntType::UnsignedShort),
            "unsignedByte" => T::Bounded(IntType::UnsignedByte),
            "positiveInteger" => T::Bounded(IntType::Positive),
            "double" => T::Double,
            "float" => T::Float,
            "anyURI" => T::AnyUri,
            "QName" => T::QName,
            "dateTime" => T::Moment(MomentKind::DateTime),
            "date" => T::Moment(MomentKind::Date),
            "time" => T::Moment(MomentKind::Time),
            "gYear" => T::Moment(MomentKind::GYear),
            "gYearMonth" => T::Moment(MomentKind::GYearMonth),
            "gMonth" => T::Moment(MomentKind::GMonth),
            "gMonthDay" => T::Moment(MomentKind::GMonthDay),
            "gDay" => T::Moment(MomentKind::GDay),
            "duration" => T::Duration,
            "yearMonthDuration" => T::YearMonthDuration,
            "dayTimeDuration" => T::DayTimeDuration,
            "hexBinary" => T::HexBinary,
            "base64Binary" => T::Base64Binary,
            _ => return None,
        })
    }

    pub fn name(self) -> &'static str {
        use AtomicType as T;
        match self {
            T::AnyAtomic => "xs:anyAtomicType",
            T::Untyped => "xs:untypedAtomic",
            T::String => "xs:string",
            T::Text(TextType::NormalizedString) => "xs:normalizedString",
            T::Text(TextType::Token) => "xs:token",
            T::Text(TextType::Language) => "xs:language",
            T::Text(TextType::NmToken) => "xs:NMTOKEN",
            T::Text(TextType::Name) => "xs:Name",
            T::Text(TextType::NcName) => "xs:NCName",
            T::Boolean => "xs:boolean",
            T::Decimal => "xs:decimal",
            T::Integer => "xs:integer",
            T::Bounded(_) => "a type derived from xs:integer",
            T::Double => "xs:double",
            T::Float => "xs:float",
            T::AnyUri => "xs:anyURI",
            T::QName => "xs:QName",
            T::Moment(MomentKind::DateTime) => "xs:dateTime",
            T::Moment(MomentKind::Date) => "xs:date",
            T::Moment(MomentKind::Time) => "xs:time",
            T::Moment(MomentKind::GYear) => "xs:gYear",
            T::Moment(MomentKind::GYearMonth) => "xs:gYearMonth",
            T::Moment(MomentKind::GMonth) => "xs:gMonth",
            T::Moment(MomentKind::GMonthDay) => "xs:gMonthDay",
            T::Moment(MomentKind::GDay) => "xs:gDay",
            T::Duration => "xs:duration",
            T::YearMonthDuration => "xs:yearMonthDuration",
            T::DayTimeDuration => "xs:dayTimeDuration",
            T::HexBinary => "xs:hexBinary",
            T::Base64Binary => "xs:base64Binary",
        }
    }

    pub fn is_numeric(self) -> bool {
        use AtomicType as T;
        matches!(self, T::Decimal | T::Integer | T::Bounded(_) | T::Double | T::Float)
    }

    /// Whether every value of `self` is also one of `base`.
    pub fn is_a(self, base: AtomicType) -> bool {
        use AtomicType as T;
        self == base
            || match base {
                T::AnyAtomic => true,
                T::Decimal => matches!(self, T::Integer | T::Bounded(_)),
                T::Integer => matches!(self, T::Bounded(_)),
                T::String => matches!(self, T::Text(_)),
                T::Duration => matches!(self, T::YearMonthDuration | T::DayTimeDuration),
                _ => false,
            }
    }
}

/// A test on the name of a node.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum NameTest {
    Any,
    Name(NameId),
    /// `prefix:*`
    Namespace(Sym),
    /// `*:local`
    Local(Sym),
}

/// A test on kind and name of a node.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum NodeTest {
    /// `node()`
    Any,
    /// A name test: nodes of the axis' principal kind.
    Principal(NameTest),
    /// `element()`, `element(name)`
    Element(NameTest),
    /// `attribute()`, `attribute(name)`
    Attribute(NameTest),
    Text,
    Comment,
    /// `processing-instruction(target)`; the target is a name in no namespace.
    Pi(Option<NameId>),
    /// `document-node()`, `document-node(element(name))`
    Document(Option<NameTest>),
}

/// What an item may be.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum ItemType {
    Item,
    Node(NodeTest),
    Atomic(AtomicType),
}

/// How many items there may be.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Occurs {
    One,
    Optional,
    Any,
    Some,
}

impl Occurs {
    pub fn allows(self, n: usize) -> bool {
        match self {
            Occurs::One => n == 1,
            Occurs::Optional => n <= 1,
            Occurs::Any => true,
            Occurs::Some => n >= 1,
        }
    }
}

/// A sequence type; `None` is `empty-sequence()`.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct SequenceType {
    pub item: Option<ItemType>,
    pub occurs: Occurs,
}

impl SequenceType {
    pub const ANY: SequenceType = SequenceType { item: Some(ItemType::Item), occurs: Occurs::Any };

    pub const fn one(item: ItemType) -> SequenceType {
        SequenceType { item: Some(item), occurs: Occurs::One }
    }
}
