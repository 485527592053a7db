;; adapter: writes a file and traps.
(module
  (import "drehscheibe:rule/drop-folder@0.1.0" "write" (func $write (param i32 i32 i32 i32 i32 i32)))
  (memory (export "memory") 2)
  (data (i32.const 300) "sent")
  (func (export "drehscheibe:rule/delivering@0.1.0#deliver") (param $delivery i32) (result i32)
    (call $write (i32.const 300) (i32.const 4) (i32.const 0) (i32.const 300) (i32.const 4) (i32.const 2048))
    unreachable)
)
