;; adapter: writes a file whose path is its settings. An error comes back as one character.
(module
  (import "drehscheibe:rule/host@0.1.0" "settings" (func $settings (param i32)))
  (import "drehscheibe:rule/drop-folder@0.1.0" "write" (func $write (param i32 i32 i32 i32 i32 i32)))
  (memory (export "memory") 2)
  (data (i32.const 256) "content")
  (func (export "drehscheibe:rule/delivering@0.1.0#deliver") (param $delivery i32) (result i32)
    (call $settings (i32.const 1024))
    (call $write (i32.load (i32.const 1024)) (i32.load offset=4 (i32.const 1024))
      (i32.const 0) (i32.const 256) (i32.const 7) (i32.const 2048))
    (if (i32.load8_u (i32.const 2048))
      (then
        (i32.store8 (i32.const 300) (i32.add (i32.const 48) (i32.load8_u offset=4 (i32.const 2048))))
        (i32.store8 (i32.const 512) (i32.const 1))
        (i32.store8 (i32.const 516) (i32.const 2))
        (i32.store (i32.const 520) (i32.const 300))
        (i32.store (i32.const 524) (i32.const 1))))
    i32.const 512)
)
