;; validator: asks 20,000 times what time it is.
(module
  (import "drehscheibe:rule/host@0.1.0" "now" (func $now (param i32)))
  (memory (export "memory") 2)
  (func (export "drehscheibe:rule/validation@0.1.0#validate") (param $submission i32) (result i32)
    (local $call i32)
    (loop $more
      (call $now (i32.const 1024))
      (local.set $call (i32.add (local.get $call) (i32.const 1)))
      (br_if $more (i32.lt_u (local.get $call) (i32.const 20000))))
    i32.const 512)
)
