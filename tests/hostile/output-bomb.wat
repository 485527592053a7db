;; transformer: returns one document of 20 MiB.
(module
  (memory (export "memory") 400)
  (data (i32.const 256) "defaulttext/plain")
  ;; output: recipient, media type, body; nothing else
  (data (i32.const 384) "\00\01\00\00\07\00\00\00\07\01\00\00\0a\00\00\00\00\00\02\00\00\00\40\01")
  (data (i32.const 516) "\80\01\00\00\01\00\00\00")
  (func (export "drehscheibe:rule/transformation@0.1.0#transform") (param $submission i32) (result i32)
    i32.const 512)
)
