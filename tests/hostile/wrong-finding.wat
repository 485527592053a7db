;; validator: returns a finding without a German text.
(module
  (memory (export "memory") 2)
  (data (i32.const 256) "RX002enx")
  (data (i32.const 320) "\05\01\00\00\02\00\00\00\07\01\00\00\01\00\00\00")
  (data (i32.const 384) "\00\01\00\00\01\00\00\00\01\00\00\00\00\00\00\00\00\00\00\00\00\00\00\00\00\00\00\00\01\01\00\00\04\00\00\00\40\01\00\00\01\00\00\00")
  (data (i32.const 516) "\80\01\00\00\01\00\00\00")
  (func (export "drehscheibe:rule/validation@0.1.0#validate") (param $submission i32) (result i32)
    i32.const 512)
)
