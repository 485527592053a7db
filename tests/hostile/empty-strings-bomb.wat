;; transformer: one output with two million attachment ids, each of them empty.
(module
  (memory (export "memory") 400)
  (data (i32.const 256) "defaulttext/plain")
  ;; output: recipient, media type, empty body, no file name, the list of attachments from 131,072 on
  (data (i32.const 384) "\00\01\00\00\07\00\00\00\07\01\00\00\0a\00\00\00\00\00\00\00\00\00\00\00\00\00\00\00\00\00\00\00\00\00\00\00\00\00\02\00\80\84\1e\00")
  (data (i32.const 516) "\80\01\00\00\01\00\00\00")
  (func (export "drehscheibe:rule/transformation@0.1.0#transform") (param $submission i32) (result i32)
    i32.const 512)
)
