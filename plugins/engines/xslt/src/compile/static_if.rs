//! `use-when`.

use std::cell::RefCell;
use std::sync::Arc;

use drehscheibe_xpath::{
    Env, Error, Focus, Host, Locals, Moment, Result, Static, Store, Value, compile as compile_xpath,
};

use super::Compiler;
use super::element::El;
use super::host::HostTable;
use crate::program::HostCall;

struct StaticRun<'a>(&'a [HostCall]);

impl Host for StaticRun<'_> {
    fn global(&self, _env: &Env<'_>, _index: u32) -> Result<Value> {
        Err(Error::dynamic("XPST0008", "variables cannot be used in use-when"))
    }

    fn call(&self, env: &Env<'_>, id: u32, args: Vec<Value>, _focus: &Focus) -> Result<Value> {
        match self.0.get(id as usize) {
            Some(call) => crate::run::static_function(env, call, &args),
            None => Err(Error::dynamic("XPST0017", "this function cannot be used in use-when")),
        }
    }
}

impl Compiler<'_> {
    /// Whether an element is to be compiled at all; if so, its attributes are checked, too.
    pub fn use_when(&mut self, el: &El) -> Result<bool> {
        let wanted = self.is_wanted(el)?;
        if wanted {
            self.check_attributes(el);
        }
        Ok(wanted)
    }

    fn is_wanted(&mut self, el: &El) -> Result<bool> {
        let Some(text) = self.standard_attr(el, "use-when") else { return Ok(true) };
        let scope = self.scope(el);
        let mut host = HostTable { static_only: true, scope: scope.clone(), ..HostTable::default() };
        let mut locals = Locals::default();
        let element_ns = self.default_element_ns(el);
        let compat = self.compat(el);
        let mut context =
            Static { names: &mut self.names, scope, element_ns, compat, locals: &mut locals, host: &mut host };
        let result = compile_xpath(&text, &mut context).and_then(|expr| {
            let store = Store::new();
            let names =
                RefCell::new(drehscheibe_xdm::NameTable::extending(Arc::new(drehscheibe_xdm::NameTable::new())));
            let calls = std::mem::take(&mut host.calls);
            let run = StaticRun(&calls);
            let env = Env::new(&store, &names, &run, Moment::from_unix(0, 0, 0), host.memos);
            let base = env.push_frame(locals.size());
            env.ebv(&expr, &Focus::none(base))
        });
        result.map_err(|e| e.at(&el.uri, el.line()))
    }
}
