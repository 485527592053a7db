//! The functions of XPath 2.0: name, least and greatest number of arguments, kind of the first ones.

/// What arguments become in XPath 1.0 compatibility mode.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Arguments {
    /// As they are.
    Any,
    /// The first item of each, as text.
    Text,
    /// The first item of each, as a double.
    Number,
    /// The first item of each.
    Atomic,
}

macro_rules! table {
    ($($variant:ident $name:literal $least:literal $most:literal $arguments:ident,)*) => {
        /// A function of the namespace `http://www.w3.org/2005/xpath-functions`.
        #[derive(Clone, Copy, PartialEq, Eq, Debug)]
        pub enum Fun { $($variant,)* }

        impl Fun {
            /// The function of this name, with the least and greatest number of arguments.
            pub fn by_name(local: &str) -> Option<(Fun, usize, usize)> {
                match local {
                    $($name => Some((Fun::$variant, $least, $most)),)*
                    _ => None,
                }
            }

            pub fn name(self) -> &'static str {
                match self { $(Fun::$variant => $name,)* }
            }

            pub fn arguments(self) -> Arguments {
                match self { $(Fun::$variant => Arguments::$arguments,)* }
            }
        }
    };
}

table! {
    Abs "abs" 1 1 Number,
    AdjustDateTime "adjust-dateTime-to-timezone" 1 2 Any,
    AdjustDate "adjust-date-to-timezone" 1 2 Any,
    AdjustTime "adjust-time-to-timezone" 1 2 Any,
    Avg "avg" 1 1 Any,
    BaseUri "base-uri" 0 1 Any,
    Boolean "boolean" 1 1 Any,
    Ceiling "ceiling" 1 1 Number,
    CodepointEqual "codepoint-equal" 2 2 Text,
    CodepointsToString "codepoints-to-string" 1 1 Any,
    Collection "collection" 0 1 Any,
    Compare "compare" 2 3 Text,
    Concat "concat" 2 999 Atomic,
    Contains "contains" 2 3 Text,
    Count "count" 1 1 Any,
    CurrentDate "current-date" 0 0 Any,
    CurrentDateTime "current-dateTime" 0 0 Any,
    CurrentTime "current-time" 0 0 Any,
    Data "data" 1 1 Any,
    DateTime "dateTime" 2 2 Any,
    DayFromDate "day-from-date" 1 1 Any,
    DayFromDateTime "day-from-dateTime" 1 1 Any,
    DaysFromDuration "days-from-duration" 1 1 Any,
    DeepEqual "deep-equal" 2 3 Any,
    DefaultCollation "default-collation" 0 0 Any,
    DistinctValues "distinct-values" 1 2 Any,
    Doc "doc" 1 1 Any,
    DocAvailable "doc-available" 1 1 Any,
    DocumentUri "document-uri" 1 1 Any,
    Empty "empty" 1 1 Any,
    EncodeForUri "encode-for-uri" 1 1 Text,
    EndsWith "ends-with" 2 3 Text,
    Error "error" 0 3 Any,
    EscapeHtmlUri "escape-html-uri" 1 1 Text,
    ExactlyOne "exactly-one" 1 1 Any,
    Exists "exists" 1 1 Any,
    False "false" 0 0 Any,
    Floor "floor" 1 1 Number,
    GenerateId "generate-id" 0 1 Any,
    HoursFromDateTime "hours-from-dateTime" 1 1 Any,
    HoursFromDuration "hours-from-duration" 1 1 Any,
    HoursFromTime "hours-from-time" 1 1 Any,
    Id "id" 1 2 Any,
    Idref "idref" 1 2 Any,
    ImplicitTimezone "implicit-timezone" 0 0 Any,
    IndexOf "index-of" 2 3 Any,
    InScopePrefixes "in-scope-prefixes" 1 1 Any,
    InsertBefore "insert-before" 3 3 Any,
    IriToUri "iri-to-uri" 1 1 Text,
    Lang "lang" 1 2 Text,
    Last "last" 0 0 Any,
    LocalName "local-name" 0 1 Any,
    LocalNameFromQName "local-name-from-QName" 1 1 Any,
    LowerCase "lower-case" 1 1 Text,
    Matches "matches" 2 3 Text,
    Max "max" 1 2 Any,
    Min "min" 1 2 Any,
    MinutesFromDateTime "minutes-from-dateTime" 1 1 Any,
    MinutesFromDuration "minutes-from-duration" 1 1 Any,
    MinutesFromTime "minutes-from-time" 1 1 Any,
    MonthFromDate "month-from-date" 1 1 Any,
    MonthFromDateTime "month-from-dateTime" 1 1 Any,
    MonthsFromDuration "months-from-duration" 1 1 Any,
    Name "name" 0 1 Any,
    NamespaceUri "namespace-uri" 0 1 Any,
    NamespaceUriForPrefix "namespace-uri-for-prefix" 2 2 Any,
    NamespaceUriFromQName "namespace-uri-from-QName" 1 1 Any,
    Nilled "nilled" 1 1 Any,
    NodeName "node-name" 1 1 Any,
    NormalizeSpace "normalize-space" 0 1 Text,
    NormalizeUnicode "normalize-unicode" 1 2 Text,
    Not "not" 1 1 Any,
    Number "number" 0 1 Any,
    OneOrMore "one-or-more" 1 1 Any,
    Position "position" 0 0 Any,
    PrefixFromQName "prefix-from-QName" 1 1 Any,
    QName "QName" 2 2 Any,
    Remove "remove" 2 2 Any,
    Replace "replace" 3 4 Text,
    ResolveQName "resolve-QName" 2 2 Any,
    ResolveUri "resolve-uri" 1 2 Any,
    Reverse "reverse" 1 1 Any,
    Root "root" 0 1 Any,
    Round "round" 1 1 Number,
    RoundHalfToEven "round-half-to-even" 1 2 Number,
    SecondsFromDateTime "seconds-from-dateTime" 1 1 Any,
    SecondsFromDuration "seconds-from-duration" 1 1 Any,
    SecondsFromTime "seconds-from-time" 1 1 Any,
    StartsWith "starts-with" 2 3 Text,
    StaticBaseUri "static-base-uri" 0 0 Any,
    String "string" 0 1 Any,
    StringJoin "string-join" 2 2 Any,
    StringLength "string-length" 0 1 Text,
    StringToCodepoints "string-to-codepoints" 1 1 Text,
    Subsequence "subsequence" 2 3 Any,
    Substring "substring" 2 3 Any,
    SubstringAfter "substring-after" 2 3 Text,
    SubstringBefore "substring-before" 2 3 Text,
    Sum "sum" 1 2 Any,
    TimezoneFromDate "timezone-from-date" 1 1 Any,
    TimezoneFromDateTime "timezone-from-dateTime" 1 1 Any,
    TimezoneFromTime "timezone-from-time" 1 1 Any,
    Tokenize "tokenize" 2 3 Text,
    Trace "trace" 2 2 Any,
    Translate "translate" 3 3 Text,
    True "true" 0 0 Any,
    Unordered "unordered" 1 1 Any,
    UpperCase "upper-case" 1 1 Text,
    YearFromDate "year-from-date" 1 1 Any,
    YearFromDateTime "year-from-dateTime" 1 1 Any,
    YearsFromDuration "years-from-duration" 1 1 Any,
    ZeroOrOne "zero-or-one" 1 1 Any,
}

impl Fun {
    /// Whether the result is always one boolean.
    pub fn is_boolean(self) -> bool {
        matches!(
            self,
            Fun::Boolean
                | Fun::Contains
                | Fun::DeepEqual
                | Fun::DocAvailable
                | Fun::Empty
                | Fun::EndsWith
                | Fun::Exists
                | Fun::False
                | Fun::Lang
                | Fun::Matches
                | Fun::Not
                | Fun::StartsWith
                | Fun::True
        )
    }

    /// Whether the result is always one text.
    pub fn is_string(self) -> bool {
        matches!(
            self,
            Fun::Concat
                | Fun::LocalName
                | Fun::LowerCase
                | Fun::Name
                | Fun::NormalizeSpace
                | Fun::Replace
                | Fun::String
                | Fun::StringJoin
                | Fun::Substring
                | Fun::SubstringAfter
                | Fun::SubstringBefore
                | Fun::Translate
                | Fun::UpperCase
        )
    }

    /// Whether the same arguments and the same focus give the same result in one run.
    pub fn is_pure(self) -> bool {
        !matches!(self, Fun::Error | Fun::Trace | Fun::Doc | Fun::DocAvailable | Fun::Collection)
    }
}
