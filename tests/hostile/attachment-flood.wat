;; validator: reads the attachment `a` again and again, whatever the host answers.
(module
  (import "drehscheibe:rule/host@0.1.0" "read-attachment" (func $read (param i32 i32 i64 i32 i32)))
  (memory (export "memory") 2)
  (data (i32.const 256) "a")
  (func (export "drehscheibe:rule/validation@0.1.0#validate") (param $submission i32) (result i32)
    (local $call i32)
    (loop $more
      (call $read (i32.const 256) (i32.const 1) (i64.const 0) (i32.const 65536) (i32.const 1024))
      (local.set $call (i32.add (local.get $call) (i32.const 1)))
      (br_if $more (i32.lt_u (local.get $call) (i32.const 40))))
    i32.const 512)
)
