;; validator: returns one finding with a text of 100 MB.
(module
  (memory (export "memory") 1600)
  (data (i32.const 256) "RX002de")
  ;; text: language `de`, content from 131,072 on
  (data (i32.const 320) "\05\01\00\00\02\00\00\00\00\00\02\00\00\e1\f5\05")
  ;; finding
  (data (i32.const 384) "\00\01\00\00\01\00\00\00\01\00\00\00\00\00\00\00\00\00\00\00\00\00\00\00\00\00\00\00\01\01\00\00\04\00\00\00\40\01\00\00\01\00\00\00")
  ;; ok, one finding
  (data (i32.const 516) "\80\01\00\00\01\00\00\00")
  (func (export "drehscheibe:rule/validation@0.1.0#validate") (param $submission i32) (result i32)
    (memory.fill (i32.const 131072) (i32.const 120) (i32.const 100000000))
    i32.const 512)
)
