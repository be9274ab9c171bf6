// What `effect` does with values as they are: it hands them on from step to step, and maps the members of an object.

export const pipe = (value, ...steps) => steps.reduce((value, step) => step(value), value);

export const map = (...given) =>
  given.length === 1
    ? (object) => map(object, ...given)
    : Object.fromEntries(Object.entries(given[0]).map(([key, value]) => [key, given[1](value, key)]));

export const Record = { map };
export const Function = { pipe };
