;; validator: imports `wasi:random`, which no world allows.
(module
  (import "wasi:random/random@0.2.0" "get-random-u64" (func $random (result i64)))
  (memory (export "memory") 2)
  (func (export "drehscheibe:rule/validation@0.1.0#validate") (param $submission i32) (result i32)
    (if (i32.eqz (local.get $submission)) (then (drop (call $random))))
    i32.const 512)
)
