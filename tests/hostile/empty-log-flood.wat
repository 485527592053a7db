;; validator: logs 100,000 empty lines.
(module
  (import "drehscheibe:rule/host@0.1.0" "log" (func $log (param i32 i32 i32)))
  (memory (export "memory") 2)
  (func (export "drehscheibe:rule/validation@0.1.0#validate") (param $submission i32) (result i32)
    (local $line i32)
    (loop $more
      (call $log (i32.const 0) (i32.const 0) (i32.const 0))
      (local.set $line (i32.add (local.get $line) (i32.const 1)))
      (br_if $more (i32.lt_u (local.get $line) (i32.const 100000))))
    i32.const 512)
)
