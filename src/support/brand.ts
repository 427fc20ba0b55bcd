declare const brand: unique symbol;

/** A primitive that the compiler does not let stand in for another of the same shape. */
export type Brand<Base, Name extends string> = Base & { readonly [brand]: Name };
