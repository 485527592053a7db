;; transformer: names its output `../x`.
(module
  (memory (export "memory") 2)
  (data (i32.const 256) "defaulttext/plain../x")
  ;; output: recipient, media type, empty body, file name
  (data (i32.const 384) "\00\01\00\00\07\00\00\00\07\01\00\00\0a\00\00\00\00\00\00\00\00\00\00\00\01\00\00\00\11\01\00\00\04\00\00\00")
  (data (i32.const 516) "\80\01\00\00\01\00\00\00")
  (func (export "drehscheibe:rule/transformation@0.1.0#transform") (param $submission i32) (result i32)
    i32.const 512)
)
