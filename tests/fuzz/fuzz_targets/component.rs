#![no_main]
use drehscheibe_fuzz::component;

libfuzzer_sys::fuzz_mutator!(|data: &mut [u8], size: usize, max_size: usize, _seed: u32| {
    let mut size = size;
    if let Some(binary) = component::binary(&data[..size])
        && let Some(place) = data.get_mut(..binary.len())
    {
        place.copy_from_slice(&binary);
        size = binary.len();
    }
    libfuzzer_sys::fuzzer_mutate(data, size, max_size)
});

libfuzzer_sys::fuzz_target!(|input: &[u8]| component::run(input));
