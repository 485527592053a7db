;; validator: traps if the document begins with `T`.
(module
  (memory (export "memory") 2)
  (func (export "drehscheibe:rule/validation@0.1.0#validate") (param $submission i32) (result i32)
    ;; the body's pointer lies behind three texts, one optional text, the area, the case and the media type
    (if (i32.eq (i32.load8_u (i32.load offset=80 (local.get $submission))) (i32.const 84)) (then unreachable))
    i32.const 512)
)
