/// What a route of kiosk or platform does; each route has one.
public enum Action: String, Sendable, CaseIterable {
    /// A stylesheet, script or picture without any person in it.
    case fetchAsset
    /// The tenant's screen and its stream.
    case seeTenantScreen
    /// The picture of the visitor before the camera.
    case seeLivePicture
    /// A page of the lease that the visitor is about to sign.
    case seeLeaseDraft
    /// A step of the visitor's own check-in or check-out.
    case takeStep

    /// The sign-in page and its form.
    case signIn
    /// Ends one's own session.
    case signOut
    /// The clerk's desk.
    case seeDesk
    /// The stream of the clerk's desk.
    case followDesk
    /// What is kept of people in numbers, and until when: nobody in particular.
    case seePrivacy
    /// Settles an exception, a comparison in person among them.
    case settleException
    /// Prints an archived document once more.
    case reprint
    /// Ends a tenancy in the clerk's name.
    case endTenancy
    /// Learns a card at the tenant's door.
    case learnCard
    /// The page on which a clerk looks people up.
    case seeLookUp
    /// Looks people up, with a reason.
    case lookUp
    /// A landlord's page of his own houses.
    case seeOwnHouses
    /// Learns a card at a door of a landlord's own house.
    case learnOwnCard

    /// The county's overview of a village.
    case seeOverview
    /// The parts of that page that change, and its stream.
    case followOverview
    /// Fetches a kiosk's certificate with a one-time code.
    case enrolKiosk
    /// Fetches a kiosk's next certificate with the one it has.
    case renewCertificate
    /// Sends a kiosk's journal up.
    case sendEvents
    /// Asks what has changed in a kiosk's village.
    case askChanges
    /// Stores an archived document.
    case storeDocument
    /// Asks whether a document is there.
    case findDocument
}
