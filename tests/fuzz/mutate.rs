//! Inputs out of other inputs.

type Seed = (String, Vec<u8>);

/// What parsers stumble over.
const TOKENS: [&[u8]; 24] = [
    b"\0",
    b"\xff\xfe",
    b"\xed\xa0\x80",
    b"\xef\xbb\xbf",
    b"\r\n",
    b"\r\n\r\n",
    b"\"",
    b"'",
    b"\\u0000",
    b"[[[[[[[[",
    b"{\"\":",
    b"]]>",
    b"<!DOCTYPE a>",
    b"&#0;",
    b"&x;",
    b"xmlns:",
    b"9999999999999999999999",
    b"-1",
    b"1e999",
    b"../",
    b"--",
    b"\xff\xff\xff\xff",
    b"\0\0\0\x80",
    b" = ",
];
/// No input is longer.
const LONGEST: usize = 64 << 10;

/// The generator xorshift64*, and what is done with its numbers.
pub struct Mutator(u64);

impl Mutator {
    pub fn new(number: u64) -> Self {
        Self((number + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15))
    }

    fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        let number = self.0.wrapping_mul(0x2545_f491_4f6c_dd1d) >> 32;
        usize::try_from(number).unwrap() % limit.max(1)
    }

    fn piece(&mut self, of: &[u8]) -> Vec<u8> {
        let from = self.below(of.len() + 1);
        let length = self.below(of.len() - from + 1);
        of[from..from + length].to_vec()
    }

    /// One of the seeds, changed in one to eight places.
    pub fn mutate(&mut self, seeds: &[Seed]) -> Vec<u8> {
        let mut input = seeds[self.below(seeds.len())].1.clone();
        for _ in 0..=self.below(8) {
            self.change(&mut input, seeds);
        }
        input.truncate(LONGEST);
        input
    }

    fn change(&mut self, input: &mut Vec<u8>, seeds: &[Seed]) {
        let at = self.below(input.len() + 1);
        let until = (at + self.below(16)).min(input.len());
        match self.below(8) {
            0 => input.truncate(at),
            1 => drop(input.drain(at..until)),
            2 => input.iter_mut().skip(at).take(1).for_each(|byte| *byte ^= 1 << self.below(8)),
            3 => input.iter_mut().skip(at).take(1).for_each(|byte| *byte = u8::try_from(self.below(256)).unwrap()),
            4 => {
                let token = TOKENS[self.below(TOKENS.len())];
                drop(input.splice(at..at, token.iter().copied()));
            }
            5 => {
                let token = TOKENS[self.below(TOKENS.len())];
                drop(input.splice(at..until, token.iter().copied()));
            }
            6 => {
                let piece = self.piece(input);
                drop(input.splice(at..at, piece));
            }
            _ => {
                let other = self.below(seeds.len());
                let piece = self.piece(&seeds[other].1);
                drop(input.splice(at..until, piece));
            }
        }
    }
}
