// The host that answers at the moment: the hub's in a component, a test's elsewhere.

let current = null;

/** Makes `host` the one that answers. */
export function install(host) {
  current = host;
}

/** The host, or an error that says what to do. */
export function hostNow() {
  if (current === null) {
    throw new Error('no host: in a unit test call `new Host().install()` of "@drehscheibe/sdk/test" first');
  }
  return current;
}
