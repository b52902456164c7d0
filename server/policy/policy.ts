// What is a policy, once read? Audiences, what each may see, and the places in Drift's answer where that is found.

export const attributeTypes = ['string', 'number', 'boolean', 'datetime', 'date', 'list'] as const;
export type AttributeType = (typeof attributeTypes)[number];

/** A place in the `attributes` of a Drift contact; two rules that read the same place share it. */
export type Place = {
  /** Names the place in cache entries: equal places have equal keys. */
  readonly key: string;
  /** Keys to follow from `attributes` downwards. */
  readonly from: readonly string[];
  /** JSON pointer (RFC 6901) into a value that is itself JSON text. */
  readonly json: string | undefined;
  /** In a list of objects, the key that is picked from each. */
  readonly each: string | undefined;
};

/** One attribute that an audience may see. */
export type AttributeRule = {
  readonly name: string;
  readonly type: AttributeType;
  readonly place: Place;
  /** In code points; for a list, of each element. */
  readonly maxLength: number;
  readonly enum: readonly string[] | undefined;
  readonly description: string | undefined;
};

/** What a session must carry to belong to an audience: claim name to wanted value. */
export type Requirements = Readonly<Record<string, string | number | boolean>>;

export type Audience = {
  readonly name: string;
  readonly requires: Requirements;
  readonly contacts: 'own' | 'any';
  /** Distinct contacts that one subject may read in an hour, where `contacts` is `any`. */
  readonly contactsPerHour: number | undefined;
  readonly attributes: readonly AttributeRule[];
};

export type Policy = {
  /** In the order of the file; they are tried from the last to the first. */
  readonly audiences: readonly Audience[];
  /** Every place that some audience reads, each once. */
  readonly places: readonly Place[];
};
