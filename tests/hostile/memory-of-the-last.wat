;; validator: remembers that it was called, and traps the second time.
(module
  (memory (export "memory") 2)
  (global $called (mut i32) (i32.const 0))
  (func (export "drehscheibe:rule/validation@0.1.0#validate") (param $submission i32) (result i32)
    (if (global.get $called) (then unreachable))
    (global.set $called (i32.const 1))
    i32.const 512)
)
