import Registry

extension LivenessCheck {
    /// Takes in one frame, seen at `now`, which never goes back.
    ///
    /// After `passed` or `failed` nothing changes any more.
    public mutating func handle(_ observation: FaceObservation, at now: Duration) -> Step {
        if case .over(let step) = phase { return step }
        if now > deadline { return end(.failed(lateness(observation))) }
        guard observation.faces == 1, let look = observation.look, look.hasGoodSize else {
            return unclear(observation, at: now)
        }
        if let last, look.jumped(from: last) || now - lastAt > LivenessRule.gapMax {
            (self.last, lastAt) = (look, now)
            return restart(at: now)
        }
        (last, lastAt) = (look, now)
        switch phase {
        case .frontal: return straight(look, at: now)
        case .turning(let turn, let seen, let opposite):
            return turning(look, turn: turn, seen: seen, opposite: opposite)
        case .returning(let turn, let seen):
            return returning(look, turn: turn, seen: seen, at: now)
        case .over(let step): return step
        }
    }

    private mutating func straight(_ look: FaceLook, at now: Duration) -> Step {
        guard look.isFrontal, look.embedding != nil else { return .prompt(.lookStraight) }
        if let first = frontals.first, !look.isSamePerson(as: first) { frontals = [] }
        frontals.append(look)
        return hasBaseline ? ask(turn: 0, at: now) : .prompt(.lookStraight)
    }

    private mutating func ask(turn: Int, at now: Duration) -> Step {
        guard turns.indices.contains(turn) else { return end(.passed) }
        phase = .turning(turn: turn, seen: 0, opposite: 0)
        deadline = now + limits.turn
        return .prompt(.turn(turns[turn]))
    }

    private mutating func turning(
        _ look: FaceLook, turn: Int, seen: Int, opposite: Int
    ) -> Step {
        let change = change(of: look)
        let isSame = frontals.first.map(look.isSamePerson) ?? false
        let isSeen = change.shows(turns[turn]) && isSame
        let isOpposite = change.shows(turns[turn].opposite)
        if isSeen, seen + 1 >= LivenessRule.framesMin {
            // After the last turn nothing more is asked.
            guard turns.indices.contains(turn + 1) else { return end(.passed) }
            phase = .returning(turn: turn, seen: 0)
            return .prompt(.turnBack)
        }
        if isOpposite, opposite + 1 >= LivenessRule.framesMin { return end(.failed(.wrongTurn)) }
        phase = .turning(
            turn: turn, seen: isSeen ? seen + 1 : 0, opposite: isOpposite ? opposite + 1 : 0)
        return .prompt(.turn(turns[turn]))
    }

    private mutating func returning(
        _ look: FaceLook, turn: Int, seen: Int, at now: Duration
    ) -> Step {
        let seen = change(of: look).isBack ? seen + 1 : 0
        if seen >= LivenessRule.backFramesMin { return ask(turn: turn + 1, at: now) }
        phase = .returning(turn: turn, seen: seen)
        return .prompt(.turnBack)
    }

    /// No face, several, or one too far or too near: a blink of it changes nothing.
    private mutating func unclear(_ observation: FaceObservation, at now: Duration) -> Step {
        guard now - lastAt > LivenessRule.gapMax else { return .prompt(prompt) }
        last = nil
        if case .failed(let error) = restart(at: now) { return .failed(error) }
        return .prompt(Self.advice(observation))
    }

    /// Begins with the straight look again, a bounded number of times.
    private mutating func restart(at now: Duration) -> Step {
        frontals = []
        guard phase != .frontal else { return .prompt(.lookStraight) }
        restarts += 1
        if restarts > LivenessRule.restartsMax { return end(.failed(.unclear)) }
        phase = .frontal
        deadline = now + limits.face
        return .prompt(.lookStraight)
    }

    private mutating func end(_ step: Step) -> Step {
        phase = .over(step)
        return step
    }

    /// What the present phase asks for.
    private var prompt: FacePrompt {
        switch phase {
        case .turning(let turn, _, _): .turn(turns[turn])
        case .returning: .turnBack
        case .frontal, .over: last == nil ? .showFace : .lookStraight
        }
    }

    private func lateness(_ observation: FaceObservation) -> FaceMatchError {
        switch phase {
        case .turning: .noTurn
        case .returning: .unclear
        case .frontal, .over:
            if observation.faces > 1 {
                .severalFaces
            } else if last == nil && observation.faces == 0 {
                .nobody
            } else {
                .unclear
            }
        }
    }

    private static func advice(_ observation: FaceObservation) -> FacePrompt {
        if observation.faces > 1 { return .advice(.onePersonOnly) }
        guard let look = observation.look else { return .showFace }
        return .advice(look.width < LivenessRule.widths.lowerBound ? .comeCloser : .stepBack)
    }
}

extension HeadTurn {
    var opposite: HeadTurn { self == .left ? .right : .left }
}
