// What does a component know of the visitor? A provider and two hooks, for React 18 and 19, in the browser and on a server.

import {
  createContext,
  createElement,
  type ReactElement,
  type ReactNode,
  useContext,
  useMemo,
  useSyncExternalStore,
} from 'react';
import type { AnyAttributes, AttributeValue, DriftAttributes, Snapshot } from '../api.ts';

/** What the hooks need of it, whatever the attributes' names and types. */
type Store = Pick<DriftAttributes<object>, 'subscribe' | 'getSnapshot' | 'getServerSnapshot'>;

/** A snapshot, with the way to read one attribute of it. The same object until something changes. */
export type VisitorAttributes<Attributes = AnyAttributes> = Snapshot<Attributes> & {
  /** The attribute's value at the time of this snapshot, or `fallback` when it is not there (yet). */
  readonly get: <Name extends keyof Attributes, Fallback>(
    name: Name,
    fallback: Fallback,
  ) => NonNullable<Attributes[Name]> | Fallback;
};

/** `useDriftAttribute` for one audience: `const useVisitor: UseDriftAttribute<Browser> = useDriftAttribute` knows its names. */
export type UseDriftAttribute<Attributes> = <Name extends keyof Attributes & string, Fallback>(
  name: Name,
  fallback: Fallback,
) => NonNullable<Attributes[Name]> | Fallback;

const Context = createContext<Store | undefined>(undefined);

/**
 * Hands `value`, made once by `createDriftAttributes`, to the hooks below it. Nothing is asked by it: the first hook that is
 * mounted begins to ask, and on a server nothing is.
 */
export const DriftAttributesProvider = ({
  value,
  children,
}: {
  readonly value: Store;
  readonly children?: ReactNode;
}): ReactElement => createElement(Context.Provider, { value }, children);

const useStore = (): Store => {
  const store = useContext(Context);
  if (store === undefined) throw new Error('Drift attributes are read outside <DriftAttributesProvider>.');
  return store;
};

/** Names such as `constructor` are inherited by every object, and are no attributes. */
const ownValue = (attributes: object, name: PropertyKey): unknown =>
  Object.getOwnPropertyDescriptor(attributes, name)?.value;

/**
 * Everything that is known of the visitor; renders again with each change.
 * @throws Error outside a provider
 */
export const useDriftAttributes = <Attributes = AnyAttributes>(): VisitorAttributes<Attributes> => {
  const { subscribe, getSnapshot, getServerSnapshot } = useStore();
  const snapshot = useSyncExternalStore(subscribe, getSnapshot, getServerSnapshot) as Snapshot<Attributes>;
  return useMemo(
    () => ({
      ...snapshot,
      get: <Name extends keyof Attributes, Fallback>(name: Name, fallback: Fallback) =>
        (ownValue(snapshot.attributes, name) ?? fallback) as NonNullable<Attributes[Name]> | Fallback,
    }),
    [snapshot],
  );
};

/**
 * One attribute; renders again only when its value changes. A list is the same object until its content changes.
 * @throws Error outside a provider
 */
export const useDriftAttribute = <Value = AttributeValue, Fallback = Value>(
  name: string,
  fallback: Fallback,
): Value | Fallback => {
  const { subscribe, getSnapshot, getServerSnapshot } = useStore();
  // As text, because React compares by identity, and each answer brings lists of its own.
  const textIn = ({ attributes }: Snapshot<object>): string | undefined =>
    JSON.stringify(ownValue(attributes, name));
  const text = useSyncExternalStore(
    subscribe,
    () => textIn(getSnapshot()),
    () => textIn(getServerSnapshot()),
  );
  const value = useMemo(() => (text === undefined ? undefined : (JSON.parse(text) as Value)), [text]);
  return value ?? fallback;
};
