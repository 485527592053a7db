;; validator: imports `drop-folder`, which only adapters may.
(module
  (import "drehscheibe:rule/drop-folder@0.1.0" "exists" (func $exists (param i32 i32 i32)))
  (memory (export "memory") 2)
  (func (export "drehscheibe:rule/validation@0.1.0#validate") (param $submission i32) (result i32)
    (if (i32.eqz (local.get $submission)) (then (call $exists (i32.const 0) (i32.const 0) (i32.const 1024))))
    i32.const 512)
)
