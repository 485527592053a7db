;; adapter: writes 26 files `a` to `z`, whatever the host answers.
(module
  (import "drehscheibe:rule/drop-folder@0.1.0" "write" (func $write (param i32 i32 i32 i32 i32 i32)))
  (memory (export "memory") 2)
  (func (export "drehscheibe:rule/delivering@0.1.0#deliver") (param $delivery i32) (result i32)
    (local $name i32)
    (local.set $name (i32.const 97))
    (loop $more
      (i32.store8 (i32.const 300) (local.get $name))
      (call $write (i32.const 300) (i32.const 1) (i32.const 0) (i32.const 1024) (i32.const 100) (i32.const 2048))
      (local.set $name (i32.add (local.get $name) (i32.const 1)))
      (br_if $more (i32.le_u (local.get $name) (i32.const 122))))
    i32.const 512)
)
