;; validator: returns 2,000 findings.
(module
  (memory (export "memory") 4)
  (data (i32.const 256) "RX002dex")
  ;; text: language `de`, content `x`
  (data (i32.const 320) "\05\01\00\00\02\00\00\00\07\01\00\00\01\00\00\00")
  (func (export "drehscheibe:rule/validation@0.1.0#validate") (param $submission i32) (result i32)
    (local $at i32)
    (local.set $at (i32.const 131072))
    (loop $more
      (i32.store (local.get $at) (i32.const 256))
      (i32.store offset=4 (local.get $at) (i32.const 1))
      (i32.store8 offset=8 (local.get $at) (i32.const 1))
      (i32.store offset=28 (local.get $at) (i32.const 257))
      (i32.store offset=32 (local.get $at) (i32.const 4))
      (i32.store offset=36 (local.get $at) (i32.const 320))
      (i32.store offset=40 (local.get $at) (i32.const 1))
      (local.set $at (i32.add (local.get $at) (i32.const 44)))
      (br_if $more (i32.lt_u (local.get $at) (i32.const 219072))))
    (i32.store (i32.const 516) (i32.const 131072))
    (i32.store (i32.const 520) (i32.const 2000))
    i32.const 512)
)
