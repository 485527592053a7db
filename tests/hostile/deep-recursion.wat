;; validator: calls itself deeper than its stack, but less deep than twice its stack.
(module
  (memory (export "memory") 2)
  (func $down (param $depth i32) (result i32)
    (if (i32.eqz (local.get $depth)) (then (return (i32.const 0))))
    (i32.add (call $down (i32.sub (local.get $depth) (i32.const 1))) (local.get $depth)))
  (func (export "drehscheibe:rule/validation@0.1.0#validate") (param $submission i32) (result i32)
    (drop (call $down (i32.const 16000)))
    i32.const 512)
)
