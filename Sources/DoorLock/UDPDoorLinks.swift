public import Registry
import Synchronization

/// The lines to all controllers, one each, kept while the controller's address stays the same.
public final class UDPDoorLinks: DoorLinks {
    private let settings: DoorLinkSettings
    private let links = Mutex<[UInt32: UDPDoorLink]>([:])

    /// Creates no line yet.
    public init(settings: DoorLinkSettings = .init()) { self.settings = settings }

    public func link(to controller: DoorController) -> any DoorLink {
        links.withLock { links in
            if let link = links[controller.serial], link.address == controller.address {
                return link
            }
            let link = UDPDoorLink(to: controller, settings: settings)
            links[controller.serial] = link
            return link
        }
    }
}
