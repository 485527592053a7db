;; validator: wants 60,000 table elements.
(module
  (memory (export "memory") 2)
  (table $t 1 funcref)
  (func (export "drehscheibe:rule/validation@0.1.0#validate") (param $submission i32) (result i32)
    (if (i32.eq (table.grow $t (ref.null func) (i32.const 60000)) (i32.const -1)) (then unreachable))
    i32.const 512)
)
