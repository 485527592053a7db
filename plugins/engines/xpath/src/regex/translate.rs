//! From the pattern language of XPath to the one of the crate `regex`.

use std::fmt::Write;

pub(super) struct Translator<'a> {
    chars: std::iter::Peekable<std::str::Chars<'a>>,
    out: String,
    groups: usize,
    closed: Vec<usize>,
    open: Vec<Option<usize>>,
    back_references: bool,
    extended: bool,
    dot_all: bool,
    multi_line: bool,
}

pub(super) struct Translated {
    pub text: String,
    pub groups: usize,
    pub back_references: bool,
}

pub(super) type Step<T> = std::result::Result<T, String>;

const NAME_START: &str = "A-Za-z_:\\x{C0}-\\x{D6}\\x{D8}-\\x{F6}\\x{F8}-\\x{2FF}\\x{370}-\\x{37D}\\x{37F}-\\x{1FFF}\\x{200C}-\\x{200D}\\x{2070}-\\x{218F}\\x{2C00}-\\x{2FEF}\\x{3001}-\\x{D7FF}\\x{F900}-\\x{FDCF}\\x{FDF0}-\\x{FFFD}\\x{10000}-\\x{EFFFF}";
const NAME_MORE: &str = "\\-.0-9\\x{B7}\\x{300}-\\x{36F}\\x{203F}-\\x{2040}";

impl Translator<'_> {
    pub(super) fn translate(pattern: &str, flags: &str) -> Step<Translated> {
        if flags.contains('q') {
            return Ok(Translated { text: regex::escape(pattern), groups: 0, back_references: false });
        }
        let mut t = Translator {
            chars: pattern.chars().peekable(),
            out: String::new(),
            groups: 0,
            closed: Vec::new(),
            open: Vec::new(),
            back_references: false,
            extended: flags.contains('x'),
            dot_all: flags.contains('s'),
            multi_line: flags.contains('m'),
        };
        t.run()?;
        Ok(Translated { text: t.out, groups: t.groups, back_references: t.back_references })
    }

    fn run(&mut self) -> Step<()> {
        let mut quantifiable = false;
        while let Some(c) = self.chars.next() {
            let was = std::mem::replace(&mut quantifiable, true);
            match c {
                ' ' | '\t' | '\n' | '\r' if self.extended => quantifiable = was,
                '\\' => self.escape()?,
                '[' => {
                    let class = self.class()?;
                    self.out.push_str(&class);
                }
                ']' | '}' => return Err(format!("{c} must be escaped")),
                '.' if self.dot_all => self.out.push('.'),
                '.' => self.out.push_str("[^\\n\\r]"),
                '^' => {
                    self.out.push_str(if self.multi_line { "^" } else { "\\A" });
                    quantifiable = false;
                }
                '$' => {
                    self.out.push_str(if self.multi_line { "$" } else { "\\z" });
                    quantifiable = false;
                }
                '(' => {
                    if self.chars.next_if_eq(&'?').is_some() {
                        if self.chars.next() != Some(':') {
                            return Err("(? is not allowed except in (?:".into());
                        }
                        self.open.push(None);
                        self.out.push_str("(?:");
                    } else {
                        self.groups += 1;
                        self.open.push(Some(self.groups));
                        self.out.push('(');
                    }
                    if self.open.len() > 100 {
                        return Err("groups are nested too deep".into());
                    }
                    quantifiable = false;
                }
                ')' => {
                    match self.open.pop() {
                        Some(Some(group)) => self.closed.push(group),
                        Some(None) => {}
                        None => return Err(") without (".into()),
                    }
                    self.out.push(')');
                }
                '|' => {
                    self.out.push('|');
                    quantifiable = false;
                }
                '*' | '+' | '?' | '{' => {
                    if !was {
                        return Err(format!("nothing to repeat before {c}"));
                    }
                    self.quantifier(c)?;
                    quantifiable = false;
                }
                '#' | '&' | '~' | '-' | ' ' => {
                    self.out.push('\\');
                    self.out.push(c);
                }
                c => self.out.push(c),
            }
        }
        if self.open.is_empty() { Ok(()) } else { Err("( is not closed".into()) }
    }

    fn quantifier(&mut self, c: char) -> Step<()> {
        self.out.push(c);
        if c == '{' {
            let mut body = String::new();
            loop {
                match self.chars.next() {
                    Some('}') => break,
                    Some(d) if d.is_ascii_digit() || d == ',' => body.push(d),
                    _ => return Err("a quantity is not closed".into()),
                }
            }
            let (least, most) = body.split_once(',').unwrap_or((&body, &body));
            let least: u32 = least.parse().map_err(|_| "a quantity without a number")?;
            if !most.is_empty() {
                let most: u32 = most.parse().map_err(|_| "a quantity without a number")?;
                if most < least {
                    return Err("a quantity whose end is before its start".into());
                }
            }
            self.out.push_str(&body);
            self.out.push('}');
        }
        if self.chars.next_if_eq(&'?').is_some() {
            self.out.push('?');
        }
        Ok(())
    }

    fn escape(&mut self) -> Step<()> {
        let Some(c) = self.chars.next() else { return Err("\\ at the end".into()) };
        if c.is_ascii_digit() {
            let mut n = c.to_digit(10).unwrap_or(0) as usize;
            while let Some(d) = self.chars.peek().and_then(|d| d.to_digit(10)) {
                let more = n * 10 + d as usize;
                if more > self.groups {
                    break;
                }
                n = more;
                self.chars.next();
            }
            if !self.closed.contains(&n) {
                return Err(format!("\\{n} does not refer to a group before it"));
            }
            self.back_references = true;
            let _ = write!(self.out, "(?:\\{n})");
            return Ok(());
        }
        let class = self.class_escape(c)?;
        self.out.push_str(&class);
        Ok(())
    }

    /// What an escape means, usable inside and outside of brackets.
    fn class_escape(&mut self, c: char) -> Step<String> {
        Ok(match c {
            'n' | 'r' | 't' => format!("\\{c}"),
            '\\' | '|' | '.' | '?' | '*' | '+' | '(' | ')' | '{' | '}' | '-' | '[' | ']' | '^' | '$' => {
                format!("\\{c}")
            }
            's' => "[ \\t\\n\\r]".into(),
            'S' => "[^ \\t\\n\\r]".into(),
            'd' => "\\p{Nd}".into(),
            'D' => "\\P{Nd}".into(),
            'w' => "[^\\p{P}\\p{Z}\\p{C}]".into(),
            'W' => "[\\p{P}\\p{Z}\\p{C}]".into(),
            'i' => format!("[{NAME_START}]"),
            'I' => format!("[^{NAME_START}]"),
            'c' => format!("[{NAME_START}{NAME_MORE}]"),
            'C' => format!("[^{NAME_START}{NAME_MORE}]"),
            'p' | 'P' => {
                if self.chars.next() != Some('{') {
                    return Err("{ is expected after \\p".into());
                }
                let mut name = String::new();
                loop {
                    match self.chars.next() {
                        Some('}') => break,
                        Some(c) => name.push(c),
                        None => return Err("\\p{ is not closed".into()),
                    }
                }
                match name.strip_prefix("Is") {
                    Some(block) => {
                        let range = block_range(block).ok_or_else(|| format!("the block {block} is not known"))?;
                        format!("[{}{range}]", if c == 'P' { "^" } else { "" })
                    }
                    None if name.len() <= 2 => format!("\\{c}{{{name}}}"),
                    None => return Err(format!("{name} is not a category")),
                }
            }
            _ => return Err(format!("\\{c} is not an escape")),
        })
    }

    /// A class after its opening bracket.
    fn class(&mut self) -> Step<String> {
        let mut out = String::from("[");
        if self.chars.next_if_eq(&'^').is_some() {
            out.push('^');
        }
        // The part before a subtraction is a class of its own.
        let head = out.len();
        let mut first = true;
        loop {
            let Some(c) = self.chars.next() else { return Err("[ is not closed".into()) };
            match c {
                ']' if first => return Err("[] is empty".into()),
                ']' => {
                    out.push(']');
                    return Ok(out);
                }
                '-' if self.chars.peek() == Some(&'[') => {
                    self.chars.next();
                    let minus = self.class()?;
                    if self.chars.next() != Some(']') {
                        return Err("] is expected after a subtraction".into());
                    }
                    let positive = out.split_off(head);
                    // [^a-[b]] is the complement of a, without b.
                    let negated = out.ends_with('^');
                    return Ok(format!("[[{}{positive}]--{minus}]", if negated { "^" } else { "" }));
                }
                '[' => return Err("[ must be escaped inside of a class".into()),
                '\\' => {
                    let Some(escaped) = self.chars.next() else { return Err("\\ at the end".into()) };
                    let class = self.class_escape(escaped)?;
                    out.push_str(&class);
                }
                ' ' | '\t' | '\n' | '\r' if self.extended => {}
                '&' | '~' | '#' | ' ' => {
                    out.push('\\');
                    out.push(c);
                }
                '-' => {
                    let range = !first && self.chars.peek().is_some_and(|n| *n != ']');
                    out.push_str(if range { "-" } else { "\\-" });
                }
                '^' => out.push_str("\\^"),
                c => out.push(c),
            }
            first = false;
        }
    }
}

fn block_range(name: &str) -> Option<&'static str> {
    Some(match name {
        "BasicLatin" => "\\x{0}-\\x{7F}",
        "Latin-1Supplement" => "\\x{80}-\\x{FF}",
        "LatinExtended-A" => "\\x{100}-\\x{17F}",
        "LatinExtended-B" => "\\x{180}-\\x{24F}",
        "IPAExtensions" => "\\x{250}-\\x{2AF}",
        "SpacingModifierLetters" => "\\x{2B0}-\\x{2FF}",
        "CombiningDiacriticalMarks" => "\\x{300}-\\x{36F}",
        "Greek" | "GreekandCoptic" => "\\x{370}-\\x{3FF}",
        "Cyrillic" => "\\x{400}-\\x{4FF}",
        "Hebrew" => "\\x{590}-\\x{5FF}",
        "Arabic" => "\\x{600}-\\x{6FF}",
        "LatinExtendedAdditional" => "\\x{1E00}-\\x{1EFF}",
        "GreekExtended" => "\\x{1F00}-\\x{1FFF}",
        "GeneralPunctuation" => "\\x{2000}-\\x{206F}",
        "SuperscriptsandSubscripts" => "\\x{2070}-\\x{209F}",
        "CurrencySymbols" => "\\x{20A0}-\\x{20CF}",
        "LetterlikeSymbols" => "\\x{2100}-\\x{214F}",
        "NumberForms" => "\\x{2150}-\\x{218F}",
        "Arrows" => "\\x{2190}-\\x{21FF}",
        "MathematicalOperators" => "\\x{2200}-\\x{22FF}",
        "Hiragana" => "\\x{3040}-\\x{309F}",
        "Katakana" => "\\x{30A0}-\\x{30FF}",
        "CJKUnifiedIdeographs" => "\\x{4E00}-\\x{9FFF}",
        "PrivateUse" => "\\x{E000}-\\x{F8FF}",
        _ => return None,
    })
}
