#![no_main]
libfuzzer_sys::fuzz_target!(|input: &[u8]| drehscheibe_fuzz::bundle::run(input));
