package io.gatehouse.acl;

/** One subject's view of the access rules: asks, and gets permits. Thread: any. */
public final class Access {
    private final AclEngine engine;
    private final Subject subject;
    private final Asker asker;
    private final AclPolicy before;

    Access(AclEngine engine, Subject subject, Asker asker) {
        this.engine = engine;
        this.subject = subject;
        this.asker = asker;
        this.before = engine.policy();
    }

    public Subject subject() {
        return subject;
    }

    public Asker asker() {
        return asker;
    }

    /**
     * Decides, tells the audit, and gives a permit if allowed.
     *
     * @param name the resource's name as rules write it; must be the name of {@code resource}
     */
    public <R> Checked<R> check(Operation operation, ResourceType type, String name, R resource) {
        Question question = new Question(subject, operation, type, name);
        Decision decision = engine.decide(question, asker, true);
        engine.audit(new AccessCheck(question, asker, decision));
        return checked(operation, type, resource, decision);
    }

    /** As {@link #check} for lists that leave out what the subject may not see (CONFORMANCE AZN-23, AZN-28): no audit event. */
    public <R> Checked<R> filter(Operation operation, ResourceType type, String name, R resource) {
        return checked(operation, type, resource, engine.filter(subject, operation, type, name, asker));
    }

    /** Whether the subject may do {@code operation} on at least one resource of {@code type} (CONFORMANCE AZN-21). */
    public boolean anyOf(Operation operation, ResourceType type) {
        return engine.decideAny(subject, operation, type, asker);
    }

    /** Whether other rules decide now than when this was made: what was allowed then may have to be asked again. */
    public boolean outdated() {
        AclPolicy now = engine.policy();
        return now.rules() != before.rules() || now.members() != before.members();
    }

    private static <R> Checked<R> checked(Operation operation, ResourceType type, R resource, Decision decision) {
        return new Checked<>(decision.allowed() ? new Permit<>(operation, type, resource) : null, decision);
    }
}
