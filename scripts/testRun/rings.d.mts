export const rings: readonly { readonly name: string }[];
