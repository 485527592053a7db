;; validator: has the host write its settings (64 KiB) 300 times.
(module
  (import "drehscheibe:rule/host@0.1.0" "settings" (func $settings (param i32)))
  (memory (export "memory") 2)
  (func (export "drehscheibe:rule/validation@0.1.0#validate") (param $submission i32) (result i32)
    (local $call i32)
    (loop $more
      (call $settings (i32.const 1024))
      (local.set $call (i32.add (local.get $call) (i32.const 1)))
      (br_if $more (i32.lt_u (local.get $call) (i32.const 300))))
    i32.const 512)
)
