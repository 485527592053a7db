;; validator: never comes back from checking its settings.
(module
  (memory (export "memory") 2)
  (func (export "drehscheibe:rule/configuration@0.1.0#check-settings") (param i32 i32) (result i32)
    (loop $ever (br $ever))
    i32.const 512)
  (func (export "drehscheibe:rule/validation@0.1.0#validate") (param $submission i32) (result i32)
    i32.const 512)
)
