;; validator: wants twice 40 MiB, in two memories.
(module
  (memory (export "memory") 2)
  (memory $second 1)
  (func (export "drehscheibe:rule/validation@0.1.0#validate") (param $submission i32) (result i32)
    (if (i32.eq (memory.grow (i32.const 640)) (i32.const -1)) (then unreachable))
    (if (i32.eq (memory.grow $second (i32.const 640)) (i32.const -1)) (then unreachable))
    i32.const 512)
)
