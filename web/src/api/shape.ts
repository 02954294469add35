import type { components, paths } from './schema.gen'

type Schemas = components['schemas']

/**
 * What the API document cannot say. It writes every id and every list as "or
 * null"; the server never leaves out a thing's own id and sends an empty list
 * as []. Other ids stay nullable: null means "none" there.
 */
type Solid<T> = T extends readonly (infer E)[]
  ? Solid<NonNullable<E>>[]
  : T extends object
    ? { [K in keyof T]: K extends 'id' ? NonNullable<T[K]> : NonNullable<T[K]> extends readonly unknown[] ? Solid<NonNullable<T[K]>> : Solid<T[K]> }
    : T

/** A body of the API document by its name. */
export type Body<N extends keyof Schemas> = Solid<Schemas[N]>

/** A body with ids that are always set although the document allows null. */
export type Sure<T, K extends keyof T> = Omit<T, K> & { [P in K]-?: NonNullable<T[P]> }

/** A body of which some fields are told more exactly; a field that the document does not have is an error. */
export type With<T, O extends { [K in keyof O]: K extends keyof T ? T[K] | null | undefined : never }> = Omit<T, keyof O> & O

/** An address with its ids filled in, as /orders/12/sign for /orders/{id}/sign. */
type Filled<P> = P extends `${infer A}{${string}}${infer B}` ? `${A}${string}${Filled<B>}` : P

type Verb = 'get' | 'post' | 'put' | 'patch' | 'delete'

/** The addresses that the server knows for a method: a misspelt one does not compile. */
export type Address<M extends Verb = Verb> = Filled<{ [P in keyof paths]: paths[P][M] extends { responses: unknown } ? P : never }[keyof paths]>
